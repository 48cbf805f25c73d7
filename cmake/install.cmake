# Installs the headers, the licence and the package, so that find_package(chrnn) offers the same targets elsewhere.
include(CMakePackageConfigHelpers)

set(package_folder ${CMAKE_INSTALL_DATADIR}/cmake/chrnn)
install(DIRECTORY include/chrnn DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/chrnn)
install(TARGETS chrnn chrnn_native EXPORT chrnn)
install(EXPORT chrnn FILE chrnn-targets.cmake NAMESPACE chrnn:: DESTINATION ${package_folder})

write_basic_package_version_file(${PROJECT_BINARY_DIR}/chrnn-config-version.cmake
                                 COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES cmake/chrnn-config.cmake cmake/libraries.cmake cmake/mpi.cmake cmake/c_interface.cmake cmake/c_interface.map cmake/cuda_standard.cmake cmake/cudnn.cmake cmake/nccl.cmake
              ${PROJECT_BINARY_DIR}/chrnn-config-version.cmake
        DESTINATION ${package_folder})

# For those who build without CMake: `pkg-config --cflags --libs chrnn`.
configure_file(cmake/chrnn.pc.in ${PROJECT_BINARY_DIR}/chrnn.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/chrnn.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
