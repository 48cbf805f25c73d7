# CHRNN_CUDA, on where nvcc is found: the CUDA backend's target, tests and programs.
include(CheckLanguage)
if(NOT DEFINED CHRNN_CUDA)
    check_language(CUDA)
endif()
if(CMAKE_CUDA_COMPILER)
    set(found ON)
else()
    set(found OFF)
endif()
option(CHRNN_CUDA "Offer chrnn::cuda and build what runs on CUDA devices" ${found})

# Finds the toolkit; where it is wanted and missing, configuring ends.
macro(chrnn_enable_cuda)
    if(CHRNN_CUDA)
        check_language(CUDA)
        if(NOT CMAKE_CUDA_COMPILER)
            message(FATAL_ERROR "CHRNN_CUDA is ON, but there is no CUDA compiler: put nvcc (12.0 or later) into PATH, "
                                "set CMAKE_CUDA_COMPILER, or set CHRNN_CUDA=OFF")
        endif()
        if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
            set(CMAKE_CUDA_ARCHITECTURES 80) # its code, and what later devices translate when a program starts
        endif()
        enable_language(CUDA)
        if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12)
            message(FATAL_ERROR "chrnn is C++20, which nvcc ${CMAKE_CUDA_COMPILER_VERSION} does not compile: "
                                "12.0 does, or set CHRNN_CUDA=OFF")
        endif()
        find_package(CUDAToolkit REQUIRED)
        message(STATUS "chrnn: using CUDA ${CUDAToolkit_VERSION} for architecture ${CMAKE_CUDA_ARCHITECTURES}")
    else()
        message(STATUS "chrnn: without CUDA")
    endif()
endmacro()
