# NCCL, in NCCL_ROOT or beside the toolkit. Its Python package lacks libnccl.so, but not the one that programs load.
find_path(CHRNN_NCCL_INCLUDE_DIR nccl.h
          HINTS ${NCCL_ROOT} ENV NCCL_ROOT ${CUDAToolkit_INCLUDE_DIRS} PATH_SUFFIXES include NO_CACHE)
find_library(CHRNN_NCCL_LIBRARY NAMES nccl libnccl.so.2 NAMES_PER_DIR
             HINTS ${NCCL_ROOT} ENV NCCL_ROOT ${CUDAToolkit_LIBRARY_DIR} PATH_SUFFIXES lib lib64 NO_CACHE)

# Makes `target`, which links chrnn::cuda, offer what <chrnn/nccl.hpp> needs.
function(chrnn_use_nccl target)
    target_include_directories(${target} SYSTEM INTERFACE ${CHRNN_NCCL_INCLUDE_DIR})
    target_link_libraries(${target} INTERFACE chrnn::cuda ${CHRNN_NCCL_LIBRARY})
endfunction()
