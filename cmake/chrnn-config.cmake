# find_package(chrnn [COMPONENTS images files c_interface blas onednn jpeg png caffe mpi cuda nccl]): chrnn::chrnn and chrnn::native;
# chrnn::images where stb is installed, chrnn::files where nlohmann_json and xxHash are, chrnn::c_interface where all three are, chrnn::blas where a BLAS is,
# chrnn::onednn where oneDNN is, chrnn::jpeg where libjpeg is, chrnn::png where libpng is, chrnn::caffe where LMDB is and, if it is named,
# chrnn::mpi where an MPI is.
include(CMakeFindDependencyMacro)
find_dependency(Eigen3)
if(Eigen3_VERSION VERSION_LESS 3.4) # that of 5 says that it is not compatible with it, but it is
    set(chrnn_FOUND FALSE)
    set(chrnn_NOT_FOUND_MESSAGE "chrnn needs Eigen 3.4 or later, but Eigen ${Eigen3_VERSION} was found in ${Eigen3_DIR}.")
    return()
endif()
find_dependency(Threads)
include(${CMAKE_CURRENT_LIST_DIR}/chrnn-targets.cmake)

find_path(CHRNN_STB_INCLUDE_DIR NAMES stb/stb_image.h stb_image.h
          DOC "The folder that holds stb/stb_image.h or stb_image.h")
if(CHRNN_STB_INCLUDE_DIR AND NOT TARGET chrnn::images)
    add_library(chrnn::images INTERFACE IMPORTED)
    target_link_libraries(chrnn::images INTERFACE chrnn::chrnn)
    target_include_directories(chrnn::images SYSTEM INTERFACE ${CHRNN_STB_INCLUDE_DIR})
endif()

find_package(nlohmann_json 3.10 QUIET)
find_path(CHRNN_XXHASH_INCLUDE_DIR xxhash.h DOC "The folder that holds xxhash.h, 0.8 or later")
if(nlohmann_json_FOUND AND CHRNN_XXHASH_INCLUDE_DIR AND NOT TARGET chrnn::files)
    add_library(chrnn::files INTERFACE IMPORTED)
    target_link_libraries(chrnn::files INTERFACE chrnn::chrnn nlohmann_json::nlohmann_json)
    target_include_directories(chrnn::files SYSTEM INTERFACE ${CHRNN_XXHASH_INCLUDE_DIR})
endif()

include(${CMAKE_CURRENT_LIST_DIR}/c_interface.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/libraries.cmake)
chrnn_import_libraries()
if("mpi" IN_LIST chrnn_FIND_COMPONENTS) # to look for one takes a while
    include(${CMAKE_CURRENT_LIST_DIR}/mpi.cmake)
    chrnn_use_mpi(chrnn::mpi)
endif()

# chrnn::cuda where the project has CUDA among its languages.
if(CMAKE_CUDA_COMPILER_LOADED)
    find_package(CUDAToolkit QUIET)
endif()
if(TARGET CUDA::cublas AND NOT TARGET chrnn::cuda)
    add_library(chrnn::cuda INTERFACE IMPORTED)
    include(${CMAKE_CURRENT_LIST_DIR}/cuda_standard.cmake)
    chrnn_require_cuda_standard(chrnn::cuda)
    target_compile_options(chrnn::cuda INTERFACE $<$<COMPILE_LANGUAGE:CUDA>:--expt-relaxed-constexpr>)
    target_link_libraries(chrnn::cuda INTERFACE chrnn::chrnn CUDA::cudart CUDA::cublas)
    include(${CMAKE_CURRENT_LIST_DIR}/cudnn.cmake)
    if(CHRNN_CUDNN_INCLUDE_DIR AND CHRNN_CUDNN_LIBRARY)
        target_compile_definitions(chrnn::cuda INTERFACE CHRNN_CUDNN)
        target_include_directories(chrnn::cuda SYSTEM INTERFACE ${CHRNN_CUDNN_INCLUDE_DIR})
        target_link_libraries(chrnn::cuda INTERFACE ${CHRNN_CUDNN_LIBRARY})
    endif()
endif()
# chrnn::nccl where, beside, NCCL is.
if(TARGET chrnn::cuda AND NOT TARGET chrnn::nccl)
    include(${CMAKE_CURRENT_LIST_DIR}/nccl.cmake)
    if(CHRNN_NCCL_INCLUDE_DIR AND CHRNN_NCCL_LIBRARY)
        add_library(chrnn::nccl INTERFACE IMPORTED)
        chrnn_use_nccl(chrnn::nccl)
    endif()
endif()

foreach(component IN LISTS chrnn_FIND_COMPONENTS)
    if(chrnn_FIND_REQUIRED_${component} AND NOT TARGET chrnn::${component})
        set(chrnn_FOUND FALSE)
        set(chrnn_NOT_FOUND_MESSAGE "chrnn::${component} needs a package that is not installed: images needs stb, files needs nlohmann_json and xxHash, blas needs a BLAS with cblas.h, onednn needs oneDNN, jpeg needs libjpeg, png needs libpng, caffe needs LMDB, mpi needs an MPI, cuda needs enable_language(CUDA), nccl needs that and NCCL.")
    endif()
endforeach()
