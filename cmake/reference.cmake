# The target `reference` writes build/reference/html from the headers; a Doxygen warning is an error.
find_package(Doxygen QUIET)
if(PROJECT_IS_TOP_LEVEL AND Doxygen_FOUND)
    add_custom_target(reference
        COMMAND ${CMAKE_COMMAND} -E make_directory build/reference
        COMMAND Doxygen::doxygen docs/Doxyfile
        WORKING_DIRECTORY ${PROJECT_SOURCE_DIR} VERBATIM
        COMMENT "Writing build/reference/html/index.html")
endif()
