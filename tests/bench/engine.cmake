# The bucket engine against SQLite: no script, the program does it all. It compiles the few files of the rooms above the
# engine that it needs, so that work on the engine is measured without building the rest.
set(engine_bench_uses store/bucket_schema.cpp store/bucket_table.cpp store/bucket_totals.cpp service/bucket_criteria.cpp
                      service/bucket_messages.cpp)
list(TRANSFORM engine_bench_uses PREPEND ${PROJECT_SOURCE_DIR}/src/)
add_executable(engine_bench ${CMAKE_CURRENT_LIST_DIR}/engine_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/bench_rows.cpp
                            ${CMAKE_CURRENT_LIST_DIR}/sqlite_rows.cpp ${engine_bench_uses})
target_include_directories(engine_bench PRIVATE ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(engine_bench PRIVATE macie_engine macie_wire macie_model macie_base macie_warnings
                                           SQLite::SQLite3)
