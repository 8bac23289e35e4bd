# Our own static libwebsockets (script/build-libwebsockets says why); made now if it is not there.
set(LWS_ROOT ${CMAKE_SOURCE_DIR}/build/libwebsockets)
execute_process(COMMAND ${CMAKE_SOURCE_DIR}/script/build-libwebsockets
    RESULT_VARIABLE lws_result COMMAND_ECHO NONE)
if(NOT lws_result EQUAL 0 OR NOT EXISTS ${LWS_ROOT}/lib/libwebsockets.a)
    message(FATAL_ERROR "libwebsockets could not be built: run script/bootstrap")
endif()
set(LWS_INCLUDE ${LWS_ROOT}/include)
set(LWS_LIBRARY ${LWS_ROOT}/lib/libwebsockets.a)
