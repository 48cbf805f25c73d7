# The target `reference` writes the documentation as a site, build/reference/html: README, guide, design, results, and all
# headers. A Doxygen warning is an error, and so is a link that leads nowhere.
find_package(Doxygen QUIET)
if(PROJECT_IS_TOP_LEVEL AND Doxygen_FOUND)
    find_file(CHRNN_THEME doxygen-awesome.css PATHS /usr/share/doxygen-awesome-css DOC "A stylesheet for the reference")
    mark_as_advanced(CHRNN_THEME)
    add_custom_target(reference
        COMMAND ${CMAKE_COMMAND} -E make_directory build/reference
        COMMAND ${CMAKE_COMMAND} -E env CHRNN_THEME=$<$<BOOL:${CHRNN_THEME}>:${CHRNN_THEME}>
                $<TARGET_FILE:Doxygen::doxygen> docs/Doxyfile
        COMMAND tests/document/links build/reference/html
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM
        COMMENT "Writing build/reference/html/index.html")
endif()
