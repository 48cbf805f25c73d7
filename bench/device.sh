#!/usr/bin/env bash
# Does all that needs a CUDA device, in under ten minutes and without a network: builds for the device, runs the parity
# suite twice under compute-sanitizer and once without, times us and, where python3 has it, PyTorch, and prints a short
# table last.
usage="usage: bench/device.sh HEADERS [OUT]

HEADERS  a folder with the headers of Eigen and Catch2; on a machine with a network, as root:
             apt-get install libeigen3-dev catch2
             mkdir HEADERS && cp -r /usr/include/eigen3/Eigen /usr/include/catch2 HEADERS
OUT      a folder for logs and programs (default: build/device)"
case "${1-}" in
    "" | --help) echo "$usage" && exit $(($# == 0 ? 2 : 0)) ;;
    -*) echo "bench/device.sh: $1 is no folder of headers (--help says more)" >&2 && exit 2 ;;
esac
headers=$(cd "$1" && pwd) || exit 2
for needed in Eigen/Core catch2/catch.hpp; do
    [[ -e $headers/$needed ]] || { echo "bench/device.sh: $headers lacks $needed (--help says more)" >&2 && exit 2; }
done
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
out=${2:-build/device}
mkdir -p "$out" && out=$(cd "$out" && pwd) || exit
began=$SECONDS

compile=(nvcc -std=c++20 --expt-relaxed-constexpr -arch=native -O2 -Xcompiler=-march=native -Iinclude -Itests
         -isystem "$headers" -lcublas)
# cuDNN where nvcc finds it
echo '#include <cudnn.h>
int main() { return cudnnGetVersion() == 0; }' >"$out/cudnn.cu"
nvcc -o "$out/cudnn" "$out/cudnn.cu" -lcudnn >/dev/null 2>&1 && compile+=(-DCHRNN_CUDNN -lcudnn)
build() { # build NAME SOURCE...
    "${compile[@]}" -o "$out/$1" "${@:2}" >"$out/$1.build" 2>&1 && return
    echo "$1 does not compile:" && grep -m5 error "$out/$1.build"
    return 1
}
results=()
note() { results+=("$(printf '%-28s %s' "$1" "$2")"); }
passes() { # passes NAME SECONDS COMMAND...: runs it and notes the last line
    timeout "$2" "${@:3}" >"$out/$1.log" 2>&1 && local verdict=passed || local verdict="FAILED ($?)"
    note "$1" "$verdict: $(grep -v '^$' "$out/$1.log" | tail -1)"
}

# One source after another, each in a process of its own: as many at a time as the machine has processors.
for source in layers recurrence networks; do
    "${compile[@]}" -c -o "$out/$source.o" "tests/parity/$source.cu" >"$out/$source.build" 2>&1 &
done
"${compile[@]}" -c -o "$out/main.o" tests/parity/main.cpp >"$out/main.build" 2>&1 &
build device bench/device.cu &
wait
build parity "$out"/{layers,recurrence,networks,main}.o && {
    passes parity 120 "$out/parity"
    passes parity-memcheck 150 compute-sanitizer --tool memcheck --error-exitcode 9 "$out/parity"
    passes parity-racecheck 150 compute-sanitizer --tool racecheck --error-exitcode 9 "$out/parity"
} || note parity "FAILED: it does not compile"
timeout 120 "$out/device" | tee "$out/device.log"
if python3 -c 'import torch' 2>/dev/null; then
    for mode in "" --tf32; do
        for batch in 1 16 64; do
            for variant in graph compiled; do
                timeout 100 python3 bench/peers/hierarchy.py --device cuda --batch $batch --variant $variant $mode
            done
        done
    done | tee "$out/pytorch.log"
else
    note PyTorch "not timed: this machine's python3 has none"
fi

echo
printf '%s\n' "${results[@]}"
echo "done in $((SECONDS - began)) s"
[[ ! ${results[*]} =~ FAILED ]]
