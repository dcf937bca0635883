# The HTTP benchmark's programs; tests/bench/run_http.py runs them.
add_executable(http_reference ${CMAKE_CURRENT_LIST_DIR}/http_reference.cpp)
target_link_libraries(http_reference PRIVATE macie_http macie_boost)
add_executable(http_fixed ${CMAKE_CURRENT_LIST_DIR}/http_fixed.cpp)
target_link_libraries(http_fixed PRIVATE macie_http macie_warnings)
