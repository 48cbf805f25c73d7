# To be sourced by bench/device.sh: figures of ours.

if [[ ${QUICK-} ]]; then
    batches=(1) large=(1) counts=(--runs 1 --calls 1) fewer=(--runs 1 --calls 1) subjects=(C-HLSTM) steps=(--batch 2 --steps 3 --runs 1) many=40 product=64
else
    batches=(1 16 64) large=(1 64 256) counts=(--runs 9 --calls 10) fewer=(--runs 5 --calls 4) subjects=(SPP-net C-HSRN C-HLSTM)
    steps=(--batch 64 --steps 40 --runs 5) many=2000 product=8192
fi
# The words for --backend that a program knows, one for each arithmetic.
words() { "$work/$1" --help | sed -n 's/.*--backend TEXT:{\([^}]*\)}.*/\1/p' | tr , ' '; }

hierarchy_speed() {
    local word batch
    for word in $(words hierarchy); do
        for batch in "${batches[@]}"; do
            figure 60 "hierarchy, $batch, $word" "$work/hierarchy" --backend "$word" --batch "$batch" "${counts[@]}"
        done
    done
}
network_speed() {
    local word batch subject
    for subject in "${subjects[@]}"; do
        for word in $(words networks); do
            for batch in "${large[@]}"; do
                figure 60 "$subject, $batch, $word" "$work/networks" --subject "$subject" --backend "$word" --batch "$batch" "${fewer[@]}"
            done
        done
    done
}
# said LIMIT WHAT COMMAND...: figures, and the sentence beside them
said() { figure "$@" && note "$2" "$(last_words)"; }
feeding() {
    local word images=()
    [[ -x $work/trainings ]] || return
    [[ -d $work/images ]] || timeout 60 python3 bench/peers/loading.py --write "$work/images" --size 500 375 2>>"$log" ||
        note photographs "not done: python3 has no torchvision; drawn scenes stand in for them"
    [[ ! -d $work/images ]] || images=(--images "$work/images")
    for word in $(words trainings); do said 90 "feeding, $word" "$work/trainings" --subject feeding "${steps[@]}" --backend "$word" "${images[@]}"; done
}
growth() {
    local word
    [[ -x $work/trainings ]] || return
    for word in $(words trainings); do
        said 90 "growth, $word" "$work/trainings" --subject growth --batch 16 --steps $many --backend "$word"
    done
}
devices() {
    local word
    [[ -x $work/trainings ]] || return
    (($(nvidia-smi --list-gpus 2>/dev/null | wc -l) > 1)) || { note devices "not done: there are not two" && return; }
    [[ $(cat "$work/nccl.found") ]] || { note devices "not done: there is no NCCL" && return; }
    for word in $(words trainings); do said 90 "devices, $word" "$work/trainings" --subject devices "${steps[@]}" --backend "$word"; done
}
