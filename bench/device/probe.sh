# To be sourced by bench/device.sh: what is there, asked all at once, each question for ten seconds at most (times PATIENCE).

# ask WHAT MISSING COMMAND...: the last line of what the command prints, or else what it means that there is none
questions=0
ask() {
    local place=$work/probe.$((++questions))
    {
        answer=$({ timeout $((10 * ${PATIENCE:-1})) "${@:3}" || (($? != 124)) || echo "no answer in ten seconds"; } 2>/dev/null </dev/null | tail -1)
        printf '%-20s %s\n' "$1" "${answer:-missing: $2}" >"$place"
    } 3>&- &
}
# A library that nvcc is to find, beside the toolkit or as the Python package that PyTorch brings, which lacks the name to
# link with: leaves what nvcc takes for it in a file, or an empty one.
library() { # library NAME VERSION CALL
    local package take found=""
    rm -f "$work/$1.found"
    package=$(python3 -c "import nvidia.$1; print(*nvidia.$1.__path__)" 2>/dev/null)
    echo "#include <$1.h>
    int main() { $3; }" >"$work/$1.cu"
    for take in "-l$1" "-I$package/include -Xlinker $package/lib/lib$1.so.$2,-rpath,$package/lib"; do
        # shellcheck disable=SC2086 # several words
        nvcc -o "$work/$1.probe" "$work/$1.cu" $take >/dev/null 2>&1 && found=$take && break
    done
    echo "$found" | tee "$work/$1.found"
}
cudnn() { library cudnn 9 'cudnnHandle_t handle; return cudnnCreate(&handle)'; }
nccl() { library nccl 2 'ncclUniqueId id; return ncclGetUniqueId(&id)'; }
sees_device='import torch; print(torch.__version__, "sees a device" if torch.cuda.is_available() else "sees no device")'
header_is_there() { [[ -e $headers/$1 ]] && echo "found"; }
export -f library cudnn nccl header_is_there
export work headers

probe() {
    ask device "nothing can run" nvidia-smi --query-gpu=name,driver_version,clocks.max.sm,memory.total --format=csv,noheader
    ask devices "nothing can run" bash -c "nvidia-smi --list-gpus | grep -c GPU | grep -v ^0"
    ask nvcc "nothing can be built" nvcc --version
    ask "cuBLAS's headers" "nothing can be built" bash -c "echo '#include <cublas_v2.h>' | nvcc -x cu -E - | grep -q cublasCreate && echo found"
    ask cuDNN "convolutions are by patches" bash -c cudnn
    ask NCCL "nothing goes from device to device" bash -c nccl
    ask compute-sanitizer "no memcheck, no racecheck" compute-sanitizer --version
    ask PyTorch "there is no peer" python3 -c "$sees_device"
    ask processors "?" nproc
    local name
    for name in Eigen/Core catch2/catch.hpp CLI/CLI.hpp nlohmann/json.hpp stb/stb_image.h xxhash.h; do
        ask "$name" "bench/device/headers brings it" bash -c "header_is_there $name"
    done
    wait
    local i
    for ((i = 1; i <= questions; ++i)); do say "$(cat "$work/probe.$i")"; done
}
has_torch() { # has_torch WHAT: or else WHAT is not done; what was too slow to answer is asked again
    torch=${torch:-$(timeout 60 python3 -c "$sees_device" 2>/dev/null)}
    [[ $torch == *"sees a device" ]] || { note "$1" "not done: python3 has no PyTorch that sees a device" && return 1; }
}
