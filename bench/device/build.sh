# To be sourced by bench/device.sh: nvcc's work. Tests and benchmarks have folders of their own, as files of both have the
# same names.

jobs_at_once=${JOBS:-$(nproc)}
started=()
compile() { # compile OUTPUT COMMAND...: in the background, as many at a time as JOBS says
    while (($(jobs -rp | wc -l) >= jobs_at_once)); do sleep 0.2; done
    timeout "$(left)" "${@:2}" >"$1.log" 2>&1 3>&- &
    started+=("$!" "$1")
}
all_compiled() {
    local i good=0
    for ((i = 0; i < ${#started[@]}; i += 2)); do
        wait "${started[i]}" && continue
        note "build of ${started[i + 1]#"$work/"}" "FAILED: $(grep -m1 -iE 'error|cannot find' "${started[i + 1]}.log" | cut -c1-200)"
        cat "${started[i + 1]}.log" >>"$log"
        good=1
    done
    started=()
    return $good
}
# build PROGRAM...: those of bench and "parity" that are not there yet
build() {
    local began_here=$SECONDS program source library found wanted=() objects=() options=() libraries=(-lcublas)
    for program; do [[ -x $work/$program ]] || wanted+=("$program"); done
    ((${#wanted[@]})) || return 0
    for library in cudnn nccl; do
        [[ -e $work/$library.found ]] || $library >/dev/null # it had not answered in time
        read -ra found <"$work/$library.found"
        ((${#found[@]})) && options+=("-DCHRNN_${library^^}" "${found[@]}") && libraries+=("${found[@]}")
    done
    local nvcc=(nvcc -std=c++20 --expt-relaxed-constexpr "-arch=${ARCH:-native}" -Xcompiler=-march=native -Iinclude -Itests
                -isystem "$headers" "${options[@]}")
    mkdir -p "$work/parity.objects"
    for program in "${wanted[@]}"; do
        source=bench/$program.cpp
        case $program in
            parity)
                for source in main.cpp ${PARITY:-$(cd tests/parity && echo ./*.cu)}; do
                    source=tests/parity/${source#./}
                    objects+=("$work/parity.objects/$(basename "${source%.*}").o")
                    compile "${objects[-1]}" "${nvcc[@]}" -O1 -c -o "${objects[-1]}" "$source"
                done
                continue
                ;;
            trainings) source=bench/device/trainings.cpp ;;
        esac
        compile "$work/$program" "${nvcc[@]}" -O2 -DCHRNN_BENCH_CUDA -x cu -o "$work/$program" "$source" "${libraries[@]}"
    done
    all_compiled || return
    if ((${#objects[@]})); then
        compile "$work/parity" "${nvcc[@]}" -o "$work/parity" "${objects[@]}" "${libraries[@]}"
        all_compiled || return
    fi
    note "built ${wanted[*]}" "in $((SECONDS - began_here)) s"
}
