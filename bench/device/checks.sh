# To be sourced by bench/device.sh: what must hold on a device.

parity() { checked 150 parity "$work/parity"; }
# Of our own kernels alone: those of cuBLAS and cuDNN are not ours to mend, and many. The trainings, which take longest, come
# last; each run has an equal share of the time that is left. A refused allocation is what one test is about.
sanitizer() {
    local tests tool runs=4
    local ours=(--kernel-regex kns=chrnn --error-exitcode 9 --print-limit 20)
    for tests in '~[#networks]~[#fit]~[#shards]' '[#networks],[#fit],[#shards]'; do
        for tool in memcheck racecheck; do
            local name="$tool, tests $tests" options=("${ours[@]}")
            [[ $tool == racecheck ]] || options+=(--report-api-errors no)
            checked $(($(left) / runs--)) "$name" compute-sanitizer --tool $tool "${options[@]}" "$work/parity" --filenames-as-tags "$tests"
        done
    done
}
