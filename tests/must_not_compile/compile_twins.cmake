# Compiles SOURCE twice: it passes when the legal twin compiles and the illegal one does not, saying why.
function(compile twin status_out text_out)
    execute_process(
        COMMAND ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Werror ${ARGN} @${CASE}.${twin}.flags ${SOURCE}
        RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
    set(${status_out} ${status} PARENT_SCOPE)
    set(${text_out} "${text}" PARENT_SCOPE)
endfunction()

compile(legal status text)
if(NOT status EQUAL 0)
    message(FATAL_ERROR "The legal twin of ${SOURCE} does not compile, so the case proves nothing:\n${text}")
endif()
compile(illegal status text -DILLEGAL)
if(status EQUAL 0)
    message(FATAL_ERROR "${SOURCE} compiles with ILLEGAL: what must be impossible is possible.")
endif()
if(SAYS AND NOT text MATCHES "${SAYS}")
    message(FATAL_ERROR "${SOURCE} does not compile with ILLEGAL, but for another reason than '${SAYS}':\n${text}")
endif()
