# A port for vcpkg, of the tree that it lies in: `vcpkg install chrnn --overlay-ports=cmake/recipes/vcpkg`.
cmake_path(SET source NORMALIZE "${CMAKE_CURRENT_LIST_DIR}/../../../..")
set(VCPKG_BUILD_TYPE release) # there is nothing to compile
set(VCPKG_POLICY_SKIP_PKGCONFIG_CHECK enabled) # its "Libs" is a flag, -pthread, so that it may stay in share

vcpkg_cmake_configure(
    SOURCE_PATH "${source}"
    OPTIONS
        -DCHRNN_TOOLS=OFF
        -DCHRNN_TESTS=OFF
        -DCHRNN_EXAMPLES=OFF
        -DCHRNN_CUDA=OFF
        -DCHRNN_BLAS=OFF
        -DCHRNN_ONEDNN=OFF
        -DCHRNN_CAFFE=OFF
        -DCHRNN_JPEG=OFF
        -DCHRNN_PNG=OFF
)
vcpkg_cmake_install()
vcpkg_cmake_config_fixup(CONFIG_PATH share/cmake/chrnn)
vcpkg_fixup_pkgconfig()
vcpkg_install_copyright(FILE_LIST "${source}/LICENSE")
file(INSTALL "${CMAKE_CURRENT_LIST_DIR}/usage" DESTINATION "${CURRENT_PACKAGES_DIR}/share/${PORT}")
