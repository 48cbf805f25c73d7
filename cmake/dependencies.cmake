# What the library, its tools, its examples and its tests stand on: the installed packages or, where one is missing,
# its pinned sources. Of those only the headers are used; their own builds do not run.
include(FetchContent)
if(POLICY CMP0135)
    cmake_policy(SET CMP0135 NEW) # files of an archive are as old as their unpacking
endif()

# Downloads and unpacks an archive; sets <name>_SOURCE_DIR in the caller's scope.
function(chrnn_fetch name url sha256)
    message(STATUS "chrnn: ${name} is not installed, using ${url}")
    FetchContent_Declare(${name} URL ${url} URL_HASH SHA256=${sha256}
                         SOURCE_SUBDIR headers-only ${ARGN})
    FetchContent_MakeAvailable(${name})
    set(${name}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
endfunction()

# Defines `target` from the installed package, compatible with one of the versions, or from the headers in `folder` of its
# archive; sets <package>_FOUND or else <package>_SOURCE_DIR in the caller's scope.
function(chrnn_dependency package versions target folder url sha256)
    if(TARGET ${target})
        return()
    endif()
    set(where ${${package}_DIR}) # which CMake forgets if another version is there
    foreach(version IN LISTS versions)
        if(NOT ${package}_FOUND)
            find_package(${package} ${version} QUIET HINTS ${where})
        endif()
    endforeach()
    if(${package}_FOUND)
        set_target_properties(${target} PROPERTIES IMPORTED_GLOBAL TRUE)
        message(STATUS "chrnn: using ${package} ${${package}_VERSION} from ${${package}_DIR}")
    else()
        string(TOLOWER ${package} name)
        chrnn_fetch(${name} ${url} ${sha256})
        add_library(${target} INTERFACE IMPORTED GLOBAL)
        target_include_directories(${target} SYSTEM INTERFACE ${${name}_SOURCE_DIR}/${folder})
        set(${package}_SOURCE_DIR ${${name}_SOURCE_DIR} PARENT_SCOPE)
    endif()
    set(${package}_FOUND ${${package}_FOUND} PARENT_SCOPE)
endfunction()

if(NOT TARGET Threads::Threads)
    find_package(Threads REQUIRED)
    set_target_properties(Threads::Threads PROPERTIES IMPORTED_GLOBAL TRUE)
endif()

chrnn_dependency(Eigen3 "3.4;5" Eigen3::Eigen .
    https://gitlab.com/libeigen/eigen/-/archive/3.4.0/eigen-3.4.0.tar.gz
    8586084f71f9bde545ee7fa6d00288b264a2b7ac3607b974e54d13e7162c1c72)

# The choice CHRNN_<library>, ON where the library is installed; `target` is chrnn::`target`.
include(cmake/libraries.cmake)
function(chrnn_offer library target what header package)
    chrnn_library_found(${library} found)
    chrnn_choice(CHRNN_${library} "Offer chrnn::${target}, ${what}" found)
    if(CHRNN_${library} AND NOT found)
        message(FATAL_ERROR "CHRNN_${library} is ON, but ${header} or its library was not found: install one (Debian: "
                            "${package}), set CHRNN_${library}_INCLUDE_DIR and CHRNN_${library}_LIBRARY, or set "
                            "CHRNN_${library}=OFF")
    elseif(CHRNN_${library})
        message(STATUS "chrnn: ${what} from ${CHRNN_${library}_LIBRARY}")
        add_library(chrnn_${target} INTERFACE)
        add_library(chrnn::${target} ALIAS chrnn_${target})
        chrnn_use_library(${library} chrnn_${target})
    else()
        message(STATUS "chrnn: without ${what}")
    endif()
    set(CHRNN_${library} ${CHRNN_${library}} PARENT_SCOPE)
endfunction()

if(CHRNN_TOOLS)
    chrnn_dependency(nlohmann_json 3.10 nlohmann_json::nlohmann_json include
        https://github.com/nlohmann/json/archive/refs/tags/v3.11.2.tar.gz
        d69f9deb6a75e2580465c6c4c5111b89c4dc2fa94e3a85fcd2ffcd9a143d9273)

    # Debian's xxHash comes without a package file; only its header is used.
    find_path(CHRNN_XXHASH_INCLUDE_DIR xxhash.h DOC "The folder that holds xxhash.h, 0.8 or later")
    if(CHRNN_XXHASH_INCLUDE_DIR)
        message(STATUS "chrnn: using xxHash from ${CHRNN_XXHASH_INCLUDE_DIR}")
        set(xxhash_SOURCE_DIR ${CHRNN_XXHASH_INCLUDE_DIR})
    else()
        chrnn_fetch(xxhash https://github.com/Cyan4973/xxHash/archive/refs/tags/v0.8.2.tar.gz
            baee0c6afd4f03165de7a4e67988d16f0f2b257b51d0e3cb91909302a26a79c4)
    endif()
    add_library(chrnn_xxhash INTERFACE IMPORTED GLOBAL)
    target_include_directories(chrnn_xxhash SYSTEM INTERFACE ${xxhash_SOURCE_DIR})

    # stb has neither a package file nor releases, and not everywhere a folder of its own: its header is looked for, or
    # unpacked into one.
    find_path(CHRNN_STB_INCLUDE_DIR NAMES stb/stb_image.h stb_image.h
              DOC "The folder that holds stb/stb_image.h or stb_image.h")
    if(CHRNN_STB_INCLUDE_DIR)
        message(STATUS "chrnn: using stb from ${CHRNN_STB_INCLUDE_DIR}")
        set(stb_folder ${CHRNN_STB_INCLUDE_DIR})
    else()
        chrnn_fetch(stb https://github.com/nothings/stb/archive/8b5f1f37b5b75829fc72d38e7b5d4bcbf8a26d55.zip
            93a16ee3e866e719feec459f6f132cce932c5ec751eb38e3ec1975f911353d2e
            SOURCE_DIR ${FETCHCONTENT_BASE_DIR}/stb-src/stb)
        cmake_path(GET stb_SOURCE_DIR PARENT_PATH stb_folder)
    endif()
    add_library(chrnn_stb INTERFACE IMPORTED GLOBAL)
    target_include_directories(chrnn_stb SYSTEM INTERFACE ${stb_folder})
endif()

if(CHRNN_EXAMPLES OR CHRNN_BENCH)
    chrnn_dependency(CLI11 2.0 CLI11::CLI11 include
        https://github.com/CLIUtils/CLI11/archive/refs/tags/v2.3.2.tar.gz
        aac0ab42108131ac5d3344a9db0fdf25c4db652296641955720a4fbe52334e22)
endif()

if(CHRNN_TESTS)
    chrnn_dependency(Catch2 2.13 Catch2::Catch2 single_include
        https://github.com/catchorg/Catch2/archive/refs/tags/v2.13.10.tar.gz
        d54a712b7b1d7708bc7a819a8e6e47b2fde9536f487b89ccbca295072a7d9943)
endif()
