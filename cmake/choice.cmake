# chrnn_choice(CHRNN_X "What it does" CONDITION...): an option that is AUTO unless somebody sets it. AUTO becomes ON where
# the condition holds and else OFF, anew whenever CMake runs; what somebody set stays.
macro(chrnn_choice name what)
    set(${name} AUTO CACHE STRING "${what}: ON, OFF, or AUTO for ON where what it needs is found")
    set_property(CACHE ${name} PROPERTY STRINGS AUTO ON OFF)
    if(${name} STREQUAL "AUTO")
        set(${name} OFF)
        if(${ARGN})
            set(${name} ON)
        endif()
    endif()
endmacro()
