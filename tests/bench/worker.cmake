# Objects read by a process against objects read in this one: no script, the program does it all.
add_executable(worker_bench ${CMAKE_CURRENT_LIST_DIR}/worker_bench.cpp)
target_link_libraries(worker_bench PRIVATE macie_scanner macie_worker macie_warnings)
add_dependencies(worker_bench macie-local-scan)
