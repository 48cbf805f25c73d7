# find_package(chrnn [COMPONENTS images files cuda]): chrnn::chrnn and chrnn::native; chrnn::images where stb is installed
# and chrnn::files where nlohmann_json is.
include(CMakeFindDependencyMacro)
find_dependency(Eigen3 3.4)
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/chrnn-targets.cmake)

find_path(CHRNN_STB_INCLUDE_DIR stb/stb_image.h DOC "The folder that holds stb/stb_image.h")
if(CHRNN_STB_INCLUDE_DIR AND NOT TARGET chrnn::images)
    add_library(chrnn::images INTERFACE IMPORTED)
    target_link_libraries(chrnn::images INTERFACE chrnn::chrnn)
    target_include_directories(chrnn::images SYSTEM INTERFACE ${CHRNN_STB_INCLUDE_DIR})
endif()

find_package(nlohmann_json 3.10 QUIET)
if(nlohmann_json_FOUND AND NOT TARGET chrnn::files)
    add_library(chrnn::files INTERFACE IMPORTED)
    target_link_libraries(chrnn::files INTERFACE chrnn::chrnn nlohmann_json::nlohmann_json)
endif()

# chrnn::cuda where the project has CUDA among its languages.
if(CMAKE_CUDA_COMPILER_LOADED)
    find_package(CUDAToolkit QUIET)
endif()
if(TARGET CUDA::cublas AND NOT TARGET chrnn::cuda)
    add_library(chrnn::cuda INTERFACE IMPORTED)
    target_compile_options(chrnn::cuda INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:-std=c++20 --expt-relaxed-constexpr>)
    target_link_libraries(chrnn::cuda INTERFACE chrnn::chrnn CUDA::cudart CUDA::cublas)
endif()

foreach(component IN LISTS chrnn_FIND_COMPONENTS)
    if(chrnn_FIND_REQUIRED_${component} AND NOT TARGET chrnn::${component})
        set(chrnn_FOUND FALSE)
        set(chrnn_NOT_FOUND_MESSAGE "chrnn::${component} needs a package that is not installed: images needs stb, files needs nlohmann_json, cuda needs enable_language(CUDA).")
    endif()
endforeach()
