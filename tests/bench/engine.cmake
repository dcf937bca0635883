# The bucket engine against SQLite: no script, the program does it all.
add_executable(engine_bench ${CMAKE_CURRENT_LIST_DIR}/engine_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/bench_rows.cpp
                            ${CMAKE_CURRENT_LIST_DIR}/sqlite_rows.cpp)
target_link_libraries(engine_bench PRIVATE macie_service macie_store macie_engine macie_wire macie_model macie_base
                                           macie_warnings SQLite::SQLite3)
