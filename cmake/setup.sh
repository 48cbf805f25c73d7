# For the scripts that set everything up (sourced): packages on Debian, how many jobs the machine bears, programs.

# need PACKAGE...: installs what is missing, or names it and ends the script. Elsewhere than on Debian CMake looks.
need() {
    command -v apt-get dpkg-query >/dev/null || return 0
    local package missing=() apt=(env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=120)
    for package; do
        [[ $(dpkg-query -W -f '${Status}' "$package" 2>/dev/null) == *" installed" ]] || missing+=("$package")
    done
    ((${#missing[@]})) || return 0
    if ((EUID)); then
        command -v sudo >/dev/null && sudo -n true 2>/dev/null || lacking "${missing[@]}"
        apt=(sudo -n "${apt[@]}")
    fi
    echo "installing ${missing[*]}"
    "${apt[@]}" update -qq >/dev/null 2>&1 || true # a source that does not answer need not be the one we need
    "${apt[@]}" install -qq -y --no-install-recommends "${missing[@]}" >/dev/null || lacking "${missing[@]}"
}

lacking() {
    echo "missing, and this script may not or cannot install it; as root: apt-get install $*" >&2
    exit 1
}

# At most two jobs, one for each 2 GiB of free memory; CMAKE_BUILD_PARALLEL_LEVEL and CTEST_PARALLEL_LEVEL say otherwise.
jobs=$(awk -v cores="$(nproc)" '/^MemAvailable:/ { most = int($2 / 2097152) }
    END { n = cores < 2 ? cores : 2; if (most < n) n = most; print n < 1 ? 1 : n }' /proc/meminfo)
export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$jobs} CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$jobs}

compiling=(g++ make cmake libeigen3-dev libstb-dev nlohmann-json3-dev libxxhash-dev libcli11-dev)
drawing=(librsvg2-bin fonts-dejavu-core) # for pictures as PNG files
testing=(catch2 procps libopenblas-dev libdnnl-dev libjpeg-dev libpng-dev liblmdb-dev meson libopenmpi-dev openmpi-bin libmpich-dev mpich)

# build_program NAME [-B FOLDER] -DNAME=VALUE...: builds the example program of that name with these CMake options.
build_program() {
    local program=$1 folder=build/release top
    shift
    [[ $1 != -B ]] || { folder=$2 && shift 2; }
    top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
    need "${compiling[@]}"
    (
        cd "$top" || exit
        cmake --preset release -B "$folder" -DCHRNN_TESTS=OFF -DCHRNN_EXAMPLES=ON "$@"
        cmake --build "$folder" --target "$program"
    ) >&2
}
