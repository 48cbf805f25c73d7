# The libraries that backends of their own can compute with, that decode images and that foreign files need, of the
# installed ones only: those of today, so not cached.
find_path(CHRNN_BLAS_INCLUDE_DIR cblas.h PATH_SUFFIXES openblas-pthread openblas NO_CACHE)
find_library(CHRNN_BLAS_LIBRARY NAMES openblas blis mkl_rt cblas NO_CACHE)

find_path(CHRNN_ONEDNN_INCLUDE_DIR oneapi/dnnl/dnnl.hpp NO_CACHE)
find_library(CHRNN_ONEDNN_LIBRARY NAMES dnnl NO_CACHE)

find_path(CHRNN_JPEG_INCLUDE_DIR jpeglib.h NO_CACHE)
find_library(CHRNN_JPEG_LIBRARY NAMES jpeg NO_CACHE)

find_path(CHRNN_PNG_INCLUDE_DIR png.h NO_CACHE)
find_library(CHRNN_PNG_LIBRARY NAMES png png16 NO_CACHE)

find_path(CHRNN_CAFFE_INCLUDE_DIR lmdb.h NO_CACHE)
find_library(CHRNN_CAFFE_LIBRARY NAMES lmdb NO_CACHE)

# Sets `result` to ON where CHRNN_<library>_INCLUDE_DIR and CHRNN_<library>_LIBRARY were found.
function(chrnn_library_found library result)
    if(CHRNN_${library}_INCLUDE_DIR AND CHRNN_${library}_LIBRARY)
        set(${result} ON PARENT_SCOPE)
    else()
        set(${result} OFF PARENT_SCOPE)
    endif()
endfunction()

# Makes `target` offer what was found.
function(chrnn_use_library library target)
    target_include_directories(${target} SYSTEM INTERFACE ${CHRNN_${library}_INCLUDE_DIR})
    target_link_libraries(${target} INTERFACE chrnn::chrnn ${CHRNN_${library}_LIBRARY} ${CMAKE_DL_LIBS})
    if(library MATCHES "^(JPEG|PNG)$") # <chrnn/images.hpp> goes by it
        target_compile_definitions(${target} INTERFACE CHRNN_${library})
    endif()
endfunction()

# For users of the installed package: the targets of what is found here.
function(chrnn_import_libraries)
    foreach(library BLAS ONEDNN JPEG PNG CAFFE)
        string(TOLOWER chrnn::${library} target)
        chrnn_library_found(${library} found)
        if(found AND NOT TARGET ${target})
            add_library(${target} INTERFACE IMPORTED GLOBAL)
            chrnn_use_library(${library} ${target})
        endif()
    endforeach()
endfunction()
