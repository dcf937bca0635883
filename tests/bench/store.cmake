# The durability benchmark's program; tests/bench/run_store.py runs it.
add_executable(store_bench ${CMAKE_CURRENT_LIST_DIR}/store_bench.cpp)
target_link_libraries(store_bench PRIVATE macie_warnings SQLite::SQLite3)
