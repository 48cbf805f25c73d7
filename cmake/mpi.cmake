# chrnn_use_mpi(target): makes `target`, which links chrnn::chrnn, offer what <chrnn/mpi.hpp> needs, if there is an MPI.
function(chrnn_use_mpi target)
    find_package(MPI QUIET COMPONENTS CXX)
    if(MPI_CXX_FOUND AND NOT TARGET ${target})
        set_target_properties(MPI::MPI_CXX PROPERTIES IMPORTED_GLOBAL TRUE)
        add_library(${target} INTERFACE IMPORTED GLOBAL)
        target_link_libraries(${target} INTERFACE chrnn::chrnn MPI::MPI_CXX)
    endif()
endfunction()
