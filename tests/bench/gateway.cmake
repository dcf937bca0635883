# What the journal, the metrics and the fault rules cost a request, without sockets.
add_executable(gateway_bench ${CMAKE_CURRENT_LIST_DIR}/gateway_bench.cpp)
target_include_directories(gateway_bench PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(gateway_bench PRIVATE macie_app macie_warnings)
