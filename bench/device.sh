#!/usr/bin/env bash
# Does all that needs a CUDA device, in under ten minutes and without a network: builds for the device, runs the parity
# suite alone and under compute-sanitizer, times us and, where python3 has it, PyTorch, and prints short tables last.
usage="usage: bench/device.sh HEADERS [OUT [STAGE...]]

HEADERS  a folder with the headers of Eigen, Catch2, CLI11, nlohmann/json and xxHash; on a machine with a network, as root:
             apt-get install libeigen3-dev catch2 libcli11-dev nlohmann-json3-dev libxxhash-dev
             mkdir HEADERS && cp -r /usr/include/{eigen3/Eigen,catch2,CLI,nlohmann,xxhash.h} HEADERS
OUT      a folder for logs, figures and programs, which a later run uses again (default: build/device)
STAGE    of probe, build, parity, speed, warm, peers, sanitizer (default: all, in this order); probe says in seconds what
         is there and what is missing, warm lets torch.compile work

SECONDS_LEFT in the environment says how long it may take (default: 570). What there is no time for is said at the end."
case "${1-}" in
    "" | --help) echo "$usage" && exit $(($# == 0 ? 2 : 0)) ;;
    -*) echo "bench/device.sh: $1 is no folder of headers (--help says more)" >&2 && exit 2 ;;
esac
headers=$(cd "$1" && pwd) || exit 2
for needed in Eigen/Core catch2/catch.hpp CLI/CLI.hpp nlohmann/json.hpp xxhash.h; do
    [[ -e $headers/$needed ]] || { echo "bench/device.sh: $headers lacks $needed (--help says more)" >&2 && exit 2; }
done
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
out=${2:-build/device}
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit
stages=("${@:3}")
((${#stages[@]})) || stages=(probe build parity speed warm peers sanitizer)
for stage in "${stages[@]}"; do
    [[ " probe build parity speed warm peers sanitizer " == *" $stage "* ]] ||
        { echo "bench/device.sh: $stage is no stage (--help says more)" >&2 && exit 2; }
done
began=$SECONDS
left() { echo $((${SECONDS_LEFT:-570} - SECONDS + began)); }

results=()
note() { results+=("$(printf '%-40s %s' "$1" "$2")"); }
# within LIMIT WHAT COMMAND...: runs it for at most LIMIT seconds, if there is time; notes what fails
within() {
    local limit=$1 what=$2
    (($(left) > 5)) || { note "$what" "not run: no time left" && return 1; }
    timeout $((limit < $(left) ? limit : $(left))) "${@:3}" && return
    note "$what" "FAILED ($?)"
    return 1
}
# logged LIMIT NAME COMMAND...: the same with its output in a file, and notes the last line
logged() {
    within "$1" "$2" "${@:3}" >"$out/$2.log" 2>&1
    [[ ! -s $out/$2.log ]] || note "$2" "$(grep -v '^$' "$out/$2.log" | tail -1)"
}

compile=(nvcc -std=c++20 --expt-relaxed-constexpr -arch=native -O2 -Xcompiler=-march=native -Iinclude -Itests
         -isystem "$headers")
libraries=(-lcublas)
hierarchy() { "$out/hierarchy" --runs 9 --calls 10 "$@"; }
networks() { "$out/networks" --runs 5 --calls 4 --batch 256 "$@"; }
theirs() { TORCHINDUCTOR_CACHE_DIR=$out/inductor python3 -W ignore "bench/peers/$1.py" --device cuda "${@:2}" 2>>"$out/peers.log"; }
their_hierarchy() { theirs hierarchy --runs 9 --calls 10 "$@"; }
their_networks() { theirs networks --runs 5 --calls 4 --batch 256 "$@"; }
has_torch() { python3 -c 'import torch' 2>/dev/null || { note "$1" "not done: this machine's python3 has no PyTorch" && return 1; }; }
export -f theirs their_hierarchy their_networks hierarchy networks
export out

# Whatever is compiled is compiled in the background, as much at a time as the machine has processors.
compilations=()
start() { # start NAME COMMAND...
    timeout 300 "${@:2}" >"$out/$1.build" 2>&1 &
    compilations+=("$!" "$1")
}
wait_for_all() {
    for ((i = 0; i < ${#compilations[@]}; i += 2)); do
        wait "${compilations[i]}" || note "${compilations[i + 1]}" "FAILED: it does not compile: $(grep -m1 error "$out/${compilations[i + 1]}.build")"
    done
    compilations=()
}

# What nvcc takes to find cuDNN: with the toolkit, or as the Python package that PyTorch brings, which has no libcudnn.so.
find_cudnn() {
    local package
    package=$(python3 -c 'import nvidia.cudnn; print(*nvidia.cudnn.__path__)' 2>/dev/null)
    echo '#include <cudnn.h>
    int main() { return cudnnGetVersion() == 0; }' >"$out/cudnn.cu"
    for cudnn in -lcudnn "-I$package/include -Xlinker $package/lib/libcudnn.so.9,-rpath,$package/lib"; do
        nvcc -o "$out/cudnn" "$out/cudnn.cu" $cudnn >"$out/cudnn.log" 2>&1 && return
    done
    return 1
}
# The same for NCCL.
find_nccl() {
    local package
    package=$(python3 -c 'import nvidia.nccl; print(*nvidia.nccl.__path__)' 2>/dev/null)
    echo '#include <nccl.h>
    int main() { int version; return ncclGetVersion(&version); }' >"$out/nccl.cu"
    for nccl in -lnccl "-I$package/include -Xlinker $package/lib/libnccl.so.2,-rpath,$package/lib"; do
        nvcc -o "$out/nccl" "$out/nccl.cu" $nccl >"$out/nccl.log" 2>&1 && return
    done
    return 1
}
probe() {
    # there WHAT COMMAND...: notes the command's last line, or that it is missing
    there() { note "$1" "$("${@:2}" 2>/dev/null | tail -1 | grep . || echo missing)"; }
    there device nvidia-smi --query-gpu=name,driver_version,memory.total --format=csv,noheader
    there nvcc nvcc --version
    there compute-sanitizer compute-sanitizer --version
    there PyTorch python3 -c 'import torch; print(torch.__version__, "sees a device" if torch.cuda.is_available() else "sees no device")'
    find_cudnn && note cuDNN "found" || note cuDNN "missing: convolutions are by patches"
    find_nccl && note NCCL "found" || note NCCL "missing: nothing goes from device to device"
    echo '#include <cublas_v2.h>' | nvcc -x cu -E - >/dev/null 2>&1 && note "cuBLAS's headers" found || note "cuBLAS's headers" missing
}
build() {
    rm -f "$out"/*.o "$out"/{parity,hierarchy,networks}
    if find_cudnn; then
        compile+=(-DCHRNN_CUDNN $cudnn) && libraries+=($cudnn)
        note convolutions "by cuDNN"
    else
        note convolutions "by patches: nvcc finds no cuDNN"
    fi
    if find_nccl; then
        compile+=(-DCHRNN_NCCL $nccl) && libraries+=($nccl)
        note "gradients between devices" "by NCCL, of $(nvidia-smi --list-gpus | wc -l)"
    else
        note "gradients between devices" "not tried: nvcc finds no NCCL"
    fi
    for source in tests/parity/*.cu tests/parity/main.cpp; do
        local name
        name=$(basename "${source%.*}")
        start "$name" "${compile[@]}" -c -o "$out/$name.o" "$source"
    done
    for program in hierarchy networks; do
        start $program "${compile[@]}" -DCHRNN_BENCH_CUDA -x cu -o "$out/$program" bench/$program.cpp "${libraries[@]}"
    done
    wait_for_all
    start parity "${compile[@]}" -o "$out/parity" "$out"/*.o "${libraries[@]}"
    wait_for_all
}
parity() { logged 120 parity "$out/parity"; }
sanitizer() { # a refused allocation is what one test is about
    logged 240 memcheck compute-sanitizer --tool memcheck --report-api-errors no --error-exitcode 9 "$out/parity"
    logged 240 racecheck compute-sanitizer --tool racecheck --error-exitcode 9 "$out/parity"
}

# figures FILE LIMIT WHAT COMMAND: adds what it prints to a file of figures
figures() { within "$2" "$3" bash -c "$4" >>"$out/$1.jsonl"; }
speed() {
    : >"$out/speed.jsonl"
    for backend in cuda cuda_tf32; do
        for batch in 1 16 64; do
            figures speed 60 "hierarchy, $batch, $backend" "hierarchy --backend $backend --batch $batch"
        done
        figures speed 60 "C-HLSTM, $backend" "networks --backend $backend"
    done
}
warm() { # what torch.compile makes is kept for the timing
    has_torch warm || return
    for mode in "" --tf32; do
        for batch in 1 16 64; do
            timeout 200 bash -c "their_hierarchy --variant compiled --batch $batch $mode --runs 1 --calls 1" >/dev/null &
        done
        timeout 200 bash -c "their_networks --variant compiled-sliced $mode --runs 1 --calls 1" >/dev/null &
    done
    wait
}
# compare WHAT PROGRAM ARGUMENT...: how far PyTorch's outputs are from what ours has just written
compare() {
    logged 60 "gaps of $1" bash -c "theirs $2 ${*:3} --compare '$out/case'"
}
peers() {
    has_torch peers || return
    : >"$out/peers.jsonl"
    within 60 "a case" "$out/hierarchy" --backend cuda --batch 3 --write "$out/case" &&
        for variant in wavefront manual; do compare "PyTorch $variant" hierarchy --variant $variant; done
    within 60 "a case" "$out/networks" --backend cuda --batch 5 --write "$out/case" &&
        compare "PyTorch C-HLSTM" networks --variant eager-sliced
    for mode in "" --tf32; do figures peers 60 "PyTorch product $mode" "theirs product --calls 4 $mode"; done
    for mode in "" --tf32; do
        for variant in graph-sliced compiled-sliced graph; do
            figures peers 100 "PyTorch C-HLSTM, $variant $mode" "their_networks --variant $variant $mode"
        done
        for variant in graph manual-graph compiled; do
            for batch in 1 16 64; do
                figures peers 100 "PyTorch hierarchy, $variant, $batch $mode" \
                    "their_hierarchy --variant $variant --batch $batch $mode"
            done
        done
    done
}

for stage in "${stages[@]}"; do
    echo "== $stage ($(left) s left)"
    $stage
done
nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,memory.total --format=csv,noheader 2>/dev/null
cat "$out"/{speed,peers}.jsonl >"$out/figures.jsonl" 2>/dev/null
[[ ! -s $out/figures.jsonl ]] || python3 bench/peers/table.py "$out/figures.jsonl"
echo
printf '%s\n' "${results[@]}"
echo "done in $((SECONDS - began)) s"
[[ ! ${results[*]} =~ FAILED ]]
