#!/usr/bin/env bash
# Checks and times the CUDA backend on a machine that has a device, without a network: three calls of under ten minutes
# each, which share what they build and their folder of results.
usage="usage: bench/device.sh CALL [OUT]

CALL  probe     what is there and what is missing, in ten seconds; every other call begins with it
      checks    builds, then parity with the CPU, memcheck and racecheck
      speed     the hierarchy beside PyTorch (captured, by hand and compiled) in every arithmetic
      networks  whole networks beside PyTorch, the loader beside the device, growth, several devices
OUT   a folder for results (default: build/device/out): device_CALL.log, and device_CALL.jsonl with every figure

Once, before, on a machine with a network: bench/device/headers, which fills build/headers. Programs and what
torch.compile makes stay in build/device, where the next call finds them. In the environment:
SECONDS_LEFT  how long a call may take (default: 570); what there was no time for is said at the end
ARCH          nvcc's -arch (default: native)
PARITY        the files of tests/parity to build, by name (default: all)
JOBS          compilations at a time (default: as many as there are processors)
PATIENCE      times as long as usual may each command take (default: 1)
QUICK         1 for the shortest runs of the smallest batches: bench/device/rehearse sets it"
case "${1-}" in
    probe | checks | speed | networks) call=$1 ;;
    "" | --help) echo "$usage" && exit $(($# == 0 ? 2 : 0)) ;;
    *) echo "bench/device.sh: $1 is no call (--help says more)" >&2 && exit 2 ;;
esac
(($# <= 2)) || { echo "bench/device.sh: $3 is an argument too many (--help says more)" >&2 && exit 2; }
out=${2:+$(realpath -m "$2")}
cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
out=${out:-$PWD/build/device/out}
work=$PWD/build/device headers=$PWD/build/headers
mkdir -p "$work" "$out" || exit
log=$out/device_$call.log figures=$out/device_$call.jsonl began=$SECONDS results=()
left() {
    local seconds=$((${SECONDS_LEFT:-570} - SECONDS + began))
    echo $((seconds > 1 ? seconds : 1)) # "timeout 0" would never end
}
exec 3>&1 # whose output is the caller's, wherever that of a command goes
say() { printf '%s\n' "$*" | tee -a "$log" >&3; }
note() { results+=("$(printf '%-44s %s' "$1" "$2")") && say "$1: $2"; }
# within LIMIT WHAT COMMAND...: runs it for at most LIMIT seconds, if there is time, and notes what fails; what it says on
# standard error goes to the log
within() {
    local limit=$(($1 * ${PATIENCE:-1})) what=$2 code
    (($(left) > 5)) || { note "$what" "not done: no time left" && return 1; }
    echo "== $what: ${*:3} ($(left) s left)" >>"$log"
    timeout -k 5 $((limit < $(left) ? limit : $(left))) "${@:3}" 2>>"$log" 3>&- && return
    code=$?
    ((code == 124 || code == 137)) && note "$what" "FAILED: not done in $limit s" || note "$what" "FAILED ($code): $(last_words)"
    return 1
}
last_words() { grep -v '^$' "$log" | tail -1 | cut -c1-200; }
# checked LIMIT WHAT COMMAND...: the same with all output in the log, whose last line is noted
checked() { within "${@}" >>"$log" && note "$2" "$(last_words)"; }
# figure LIMIT WHAT COMMAND...: the same with lines of figures, to which the card is added
figure() {
    within "$@" >"$work/lines" || return
    sed "s/}\$/, \"card\": \"$card\"}/" "$work/lines" >>"$figures"
}
. bench/device/probe.sh
. bench/device/build.sh
. bench/device/checks.sh
. bench/device/ours.sh
. bench/device/peers.sh

: >"$log"
say "bench/device.sh $call, $(date -u '+%F %T') UTC, $(git describe --always --dirty 2>/dev/null || echo 'no repository')"
probe
card=$(nvidia-smi --query-gpu=name --format=csv,noheader 2>/dev/null | head -1)
case $call in
    checks)
        if build parity hierarchy networks trainings; then
            warm & # what torch.compile makes is kept for the call "speed"
            parity && sanitizer
            wait
        fi
        ;;
    speed)
        : >"$figures"
        build hierarchy && hierarchy_speed && agreement hierarchy --variant wavefront --batch 3
        peers_of_hierarchy
        ;;
    networks)
        : >"$figures"
        build networks trainings && network_speed && agreement networks --variant eager-sliced --batch 5
        feeding
        growth
        devices
        peers_of_networks
        ;;
esac
if [[ -s $figures && $call != checks ]]; then
    say "$(python3 bench/peers/table.py "$figures" 2>&1)"
    say "$(bench/device/expected docs/design.md "$figures")"
fi
say "== done in $((SECONDS - began)) s:"
printf '%s\n' "${results[@]}" | tee -a "$log"
[[ ! ${results[*]} =~ FAILED ]]
