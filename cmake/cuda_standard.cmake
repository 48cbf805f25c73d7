# Lets nvcc compile whoever links `target` as C++20: as a feature, which gives way to a later standard of the user's own,
# where this CMake knows it of nvcc (3.26 does).
function(chrnn_require_cuda_standard target)
    if("cuda_std_20" IN_LIST CMAKE_CUDA_COMPILE_FEATURES)
        target_compile_features(${target} INTERFACE cuda_std_20)
    else()
        target_compile_options(${target} INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20>)
    endif()
endfunction()
