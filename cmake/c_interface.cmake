# chrnn::c_interface: link a shared library of one file to it, in which `template class chrnn::c_interface<my_network>;`
# stands, and it shows the functions of <chrnn/predict/c_interface.h> and nothing else.
if(TARGET chrnn::files AND TARGET chrnn::images AND NOT TARGET chrnn::c_interface)
    add_library(chrnn::c_interface INTERFACE IMPORTED GLOBAL)
    target_link_libraries(chrnn::c_interface INTERFACE chrnn::files chrnn::images)
    target_compile_options(chrnn::c_interface INTERFACE -fvisibility=hidden -ffunction-sections -fdata-sections)
    target_link_options(chrnn::c_interface INTERFACE
                        LINKER:--version-script=${CMAKE_CURRENT_LIST_DIR}/c_interface.map,--gc-sections)
endif()
