# To be sourced at the top of the repository: Python with packages from its index, apart from the system's, in build/peers.
peers=build/peers
# python_with PACKAGE...: installs what is missing; from then on `python` is that one.
python_with() {
    [[ -d $peers ]] || python3 -m venv $peers
    $peers/bin/python -c "$(printf 'import %s\n' "$@")" 2>/dev/null || $peers/bin/pip install -q "$@"
}
python() { $peers/bin/python -W ignore "$@" 2>>$peers/log; }
