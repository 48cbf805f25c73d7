# closing.awk LEFT_OUT LOG OUTPUT: the closing lines of a test run. What was left out, of which LEFT_OUT has a line each, and
# tests that were skipped, of which LOG (ctest's) has the reasons; then how many passed and failed, from OUTPUT (ctest's).
function leave_out(what) { left_out = left_out (left_out ? ", " : "left out: ") what }
FILENAME == ARGV[1] { leave_out($0) }
FILENAME == ARGV[2] && sub(/^[0-9]+\/[0-9]+ Test: /, "") { test = $0 }
FILENAME == ARGV[2] && sub(/^skipped: /, "") { reason[test] = $0 }
FILENAME == ARGV[3] && /^[0-9]+% tests passed, [0-9]+ tests failed out of [0-9]+$/ { failed = $4; all = $NF }
FILENAME == ARGV[3] && /^\t *[0-9]+ - .* \(Skipped\)$/ {
    gsub(/^\t *[0-9]+ - | \(Skipped\)$/, "")
    leave_out($0 (reason[$0] ? " (" reason[$0] ")" : ""))
    skipped++
}
END {
    if (left_out) print left_out
    if (all) print all - failed - skipped " passed, " failed " failed" (skipped ? ", " skipped " skipped" : "")
}
