#!/usr/bin/env bash
# Does all that needs a CUDA device, in under ten minutes and without a network: builds for the device, runs the parity
# suite alone and under compute-sanitizer, times us and, where python3 has it, PyTorch, and prints short tables last.
usage="usage: bench/device.sh HEADERS [OUT [STAGE...]]

HEADERS  a folder with the headers of Eigen, Catch2, CLI11 and nlohmann/json; on a machine with a network, as root:
             apt-get install libeigen3-dev catch2 libcli11-dev nlohmann-json3-dev
             mkdir HEADERS && cp -r /usr/include/{eigen3/Eigen,catch2,CLI,nlohmann} HEADERS
OUT      a folder for logs, figures and programs, which a later run uses again (default: build/device)
STAGE    of build, parity, sanitizer, speed, peers (default: all, in this order)

SECONDS_LEFT in the environment says how long it may take (default: 570). What there is no time for is said at the end."
case "${1-}" in
    "" | --help) echo "$usage" && exit $(($# == 0 ? 2 : 0)) ;;
    -*) echo "bench/device.sh: $1 is no folder of headers (--help says more)" >&2 && exit 2 ;;
esac
headers=$(cd "$1" && pwd) || exit 2
for needed in Eigen/Core catch2/catch.hpp CLI/CLI.hpp nlohmann/json.hpp; do
    [[ -e $headers/$needed ]] || { echo "bench/device.sh: $headers lacks $needed (--help says more)" >&2 && exit 2; }
done
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
out=${2:-build/device}
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit
stages=("${@:3}")
((${#stages[@]})) || stages=(build parity sanitizer speed peers)
for stage in "${stages[@]}"; do
    [[ " build parity sanitizer speed peers " == *" $stage "* ]] ||
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
# passes LIMIT NAME COMMAND...: the same with its output in a file, and notes the last line
passes() { within "$1" "$2" "${@:3}" >"$out/$2.log" 2>&1 && note "$2" "passed: $(grep -v '^$' "$out/$2.log" | tail -1)"; }

compile=(nvcc -std=c++20 --expt-relaxed-constexpr -arch=native -O2 -Xcompiler=-march=native -Iinclude -Itests
         -isystem "$headers")
libraries=(-lcublas)
hierarchy() { "$out/hierarchy" --runs 9 --calls 10 "$@"; }
networks() { "$out/networks" --runs 5 --calls 4 --batch 256 "$@"; }
theirs() { TORCHINDUCTOR_CACHE_DIR=$out/inductor python3 -W ignore "bench/peers/$1.py" --device cuda "${@:2}" 2>>"$out/peers.log"; }
their_hierarchy() { theirs hierarchy --runs 9 --calls 10 "$@"; }
their_networks() { theirs networks --runs 5 --calls 4 --batch 256 "$@"; }
has_torch() { python3 -c 'import torch' 2>/dev/null; }
export -f theirs their_hierarchy their_networks hierarchy networks
export out

build() {
    # cuDNN where nvcc finds it
    echo '#include <cudnn.h>
    int main() { return cudnnGetVersion() == 0; }' >"$out/cudnn.cu"
    nvcc -o "$out/cudnn" "$out/cudnn.cu" -lcudnn >/dev/null 2>&1 &&
        compile+=(-DCHRNN_CUDNN) && libraries+=(-lcudnn)
    # One source after another, each in a process of its own: as many at a time as the machine has processors.
    for source in tests/parity/*.cu tests/parity/main.cpp; do
        "${compile[@]}" -c -o "$out/$(basename "${source%.*}").o" "$source" >"$out/$(basename "$source").build" 2>&1 &
    done
    for program in hierarchy networks; do
        "${compile[@]}" -DCHRNN_BENCH_CUDA -x cu -o "$out/$program" bench/$program.cpp "${libraries[@]}" \
            >"$out/$program.build" 2>&1 &
    done
    if [[ " ${stages[*]} " == *" peers "* ]] && has_torch; then # what torch.compile makes is kept for the timing
        for mode in "" --tf32; do
            for batch in 1 16 64; do
                timeout 240 bash -c "their_hierarchy --variant compiled --batch $batch $mode --runs 1 --calls 1" >/dev/null &
            done
            timeout 240 bash -c "their_networks --variant compiled-sliced $mode --runs 1 --calls 1" >/dev/null &
        done
    fi
    wait
    "${compile[@]}" -o "$out/parity" "$out"/*.o "${libraries[@]}" >"$out/parity.build" 2>&1
    for program in parity hierarchy networks; do
        [[ -x $out/$program ]] || note $program "FAILED: it does not compile: $(grep -hm1 error "$out"/*.build)"
    done
}
parity() { passes 120 parity "$out/parity"; }
sanitizer() {
    for tool in memcheck racecheck; do
        passes 120 $tool compute-sanitizer --tool $tool --error-exitcode 9 "$out/parity"
    done
}

# figures WHAT LIMIT COMMAND...: adds what it prints to the figures
figures() { within "$2" "$1" bash -c "${*:3}" >>"$out/figures.jsonl"; }
speed() {
    for backend in cuda cuda_tf32; do
        for batch in 1 16 64; do
            figures "hierarchy, $batch, $backend" 60 "hierarchy --backend $backend --batch $batch"
        done
        figures "C-HLSTM, $backend" 60 "networks --backend $backend"
    done
}
peers() {
    has_torch || { note PyTorch "not timed: this machine's python3 has none" && return; }
    "$out/hierarchy" --backend cuda --batch 3 --write "$out/case"
    for variant in wavefront manual; do
        note "PyTorch $variant, gaps to ours" "$(theirs hierarchy --variant $variant --compare "$out/case")"
    done
    "$out/networks" --backend cuda --batch 5 --write "$out/case"
    note "PyTorch C-HLSTM, gap to ours" "$(theirs networks --variant eager-sliced --compare "$out/case")"
    for mode in "" --tf32; do figures "PyTorch product $mode" 60 "theirs product --calls 4 $mode"; done
    for mode in "" --tf32; do
        for variant in graph-sliced compiled-sliced graph; do
            figures "PyTorch C-HLSTM, $variant $mode" 100 "their_networks --variant $variant $mode"
        done
        for variant in graph manual-graph compiled; do
            for batch in 1 16 64; do
                figures "PyTorch hierarchy, $variant, $batch $mode" 100 \
                    "their_hierarchy --variant $variant --batch $batch $mode"
            done
        done
    done
}

[[ " ${stages[*]} " != *" speed "* ]] || : >"$out/figures.jsonl"
for stage in "${stages[@]}"; do
    echo "== $stage ($(left) s left)"
    $stage
done
nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,memory.total --format=csv,noheader 2>/dev/null
[[ ! -s $out/figures.jsonl ]] || python3 bench/peers/table.py "$out/figures.jsonl"
echo
printf '%s\n' "${results[@]}"
echo "done in $((SECONDS - began)) s"
[[ ! ${results[*]} =~ FAILED ]]
