# To be sourced by bench/device.sh: figures of PyTorch, whose input comes from pinned memory while the device computes, as
# ours does.

# theirs PROGRAM ARGUMENT...
theirs() { TORCHINDUCTOR_CACHE_DIR=$work/inductor python3 -W ignore "bench/peers/$1.py" --device cuda "${@:2}"; }
export -f theirs
modes=("" --tf32)

# warm: what torch.compile makes, all at once
warm() {
    has_torch warm || return
    local mode batch
    for mode in "${modes[@]}"; do
        for batch in "${batches[@]}"; do
            timeout "$(left)" bash -c "theirs hierarchy --variant compiled --batch $batch $mode --runs 1" &
        done
        timeout "$(left)" bash -c "theirs networks --variant compiled-sliced --batch ${large[-1]} $mode --runs 1" &
    done >/dev/null 2>&1 3>&-
    wait
}
# agreement PROGRAM ARGUMENT...: how far PyTorch's outputs are from those of ours
agreement() {
    has_torch agreement || return
    rm -rf "$work/case"
    within 60 "a case of $1" "$work/$1" --backend cuda --write "$work/case" "${@:4}" &&
        checked 60 "PyTorch's $1 from ours, relative" bash -c "theirs $1 --compare '$work/case' ${*:2:2}"
}
# peers LIMIT PROGRAM ARGUMENT...: in float32 and in TF32
peers() {
    local mode
    for mode in "${modes[@]}"; do figure "$1" "PyTorch, ${*:2} $mode" bash -c "theirs ${*:2} $mode"; done
}
peers_of_hierarchy() {
    has_torch "speed of PyTorch" || return
    local variant batch
    peers 60 product --calls 4 --runs 5 --size "$product"
    for variant in graph manual-graph compiled; do
        for batch in "${batches[@]}"; do peers 150 hierarchy --variant $variant --batch "$batch" "${counts[@]}"; done
    done
}
peers_of_networks() {
    has_torch "speed of PyTorch" || return
    local variant subject batch
    peers 60 product --calls 4 --runs 5 --size "$product"
    for variant in graph-sliced compiled-sliced; do
        for ((batch = ${#large[@]} - 1; batch >= 0; --batch)); do
            peers 150 networks --subject C-HLSTM --variant $variant --batch "${large[batch]}" "${fewer[@]}"
        done
    done
    for subject in "${subjects[@]}"; do
        [[ $subject == C-HLSTM ]] || peers 150 networks --subject "$subject" --variant graph-sliced --batch "${large[-1]}" "${fewer[@]}"
    done
}
