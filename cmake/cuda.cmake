# CHRNN_CUDA, on where nvcc is found: the CUDA backend's target, tests and programs. CHRNN_DEVICE, on where there is a
# device: what can only run on one is built to run.
include(CheckLanguage)

# Whether this machine has a device, under Linux or under Windows' own.
set(chrnn_device_is_here EXISTS /dev/nvidiactl OR EXISTS /dev/dxg)

# Unless somebody says otherwise, our own programs are for the devices of this machine, or for every generation that nvcc
# knows where it has none; what later devices have comes from translating when a program starts.
macro(chrnn_choose_architectures)
    if(NOT DEFINED CMAKE_CUDA_ARCHITECTURES)
        if(CMAKE_VERSION VERSION_LESS 3.24) # which knows neither word
            set(CMAKE_CUDA_ARCHITECTURES 80)
        elseif(${chrnn_device_is_here})
            set(CMAKE_CUDA_ARCHITECTURES native)
        else()
            set(CMAKE_CUDA_ARCHITECTURES all-major)
        endif()
    endif()
endmacro()

# Finds the toolkit; where it is wanted and missing, configuring ends.
macro(chrnn_enable_cuda)
    if(NOT DEFINED CHRNN_CUDA OR CHRNN_CUDA)
        if(NOT CMAKE_CUDA_COMPILER)
            unset(CMAKE_CUDA_COMPILER CACHE) # or it is not looked for again
        endif()
        check_language(CUDA)
    endif()
    chrnn_choice(CHRNN_CUDA "Offer chrnn::cuda and build what runs on CUDA devices" CMAKE_CUDA_COMPILER)
    if(CHRNN_CUDA)
        if(NOT CMAKE_CUDA_COMPILER)
            message(FATAL_ERROR "CHRNN_CUDA is ON, but there is no CUDA compiler: put nvcc (12.0 or later) into PATH, "
                                "set CMAKE_CUDA_COMPILER, or set CHRNN_CUDA=OFF")
        endif()
        chrnn_choose_architectures()
        enable_language(CUDA)
        if(CMAKE_CUDA_COMPILER_VERSION VERSION_LESS 12)
            message(FATAL_ERROR "chrnn is C++20, which nvcc ${CMAKE_CUDA_COMPILER_VERSION} does not compile: "
                                "12.0 does, or set CHRNN_CUDA=OFF")
        endif()
        find_package(CUDAToolkit REQUIRED)
        include(cmake/cudnn.cmake)
        chrnn_choice(CHRNN_CUDNN "Let cuDNN convolve" CHRNN_CUDNN_INCLUDE_DIR AND CHRNN_CUDNN_LIBRARY)
        if(CHRNN_CUDNN AND NOT (CHRNN_CUDNN_INCLUDE_DIR AND CHRNN_CUDNN_LIBRARY))
            message(FATAL_ERROR "CHRNN_CUDNN is ON, but cudnn.h or its library was not found: set CUDNN_ROOT to the folder "
                                "that holds include and lib, or set CHRNN_CUDNN=OFF")
        elseif(CHRNN_CUDNN)
            message(STATUS "chrnn: convolutions by cuDNN from ${CHRNN_CUDNN_LIBRARY}")
        else()
            message(STATUS "chrnn: without cuDNN")
        endif()
        chrnn_choice(CHRNN_DEVICE "Build what can only run on a CUDA device" ${chrnn_device_is_here})
        message(STATUS "chrnn: using CUDA ${CUDAToolkit_VERSION} for architecture ${CMAKE_CUDA_ARCHITECTURES}")
    else()
        message(STATUS "chrnn: without CUDA")
    endif()
endmacro()

# What can only run on a device. Where there is none, nvcc reads it all and compiles its kernels to PTX, to see that they
# compile; its code for the host, which takes longest, would not be run.
function(chrnn_device_objects name)
    add_library(${name} OBJECT ${ARGN})
    if(NOT CHRNN_DEVICE)
        set_target_properties(${name} PROPERTIES CUDA_PTX_COMPILATION ON CUDA_ARCHITECTURES 80-virtual)
    endif()
    target_link_libraries(${name} PUBLIC chrnn_program chrnn::cuda)
endfunction()
function(chrnn_device_program name)
    if(CHRNN_DEVICE)
        add_executable(${name} ${ARGN})
        target_link_libraries(${name} PRIVATE chrnn_program chrnn::cuda)
    else()
        chrnn_device_objects(${name} ${ARGN})
    endif()
endfunction()
