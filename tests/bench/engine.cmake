# The bucket engine against SQLite and DuckDB: no script, the program does it all. It compiles the few files of the rooms
# above the engine that it needs, so that work on the engine is measured without building the rest.
set(engine_bench_uses
  store/bucket_jobs.cpp store/bucket_schema.cpp store/bucket_table.cpp store/bucket_totals.cpp store/job_index.cpp
  store/job_table.cpp service/bucket_criteria.cpp service/bucket_messages.cpp service/criteria_budget.cpp
  service/messages.cpp)
list(TRANSFORM engine_bench_uses PREPEND ${PROJECT_SOURCE_DIR}/src/)
add_library(engine_bench_rows STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_rows.cpp
                                     ${CMAKE_CURRENT_LIST_DIR}/query_classes.cpp ${engine_bench_uses})
target_include_directories(engine_bench_rows PUBLIC ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(engine_bench_rows PUBLIC macie_engine macie_wire macie_model macie_base macie_warnings)
add_executable(engine_bench ${CMAKE_CURRENT_LIST_DIR}/engine_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/engine_changes.cpp
                            ${CMAKE_CURRENT_LIST_DIR}/sqlite_rows.cpp ${CMAKE_CURRENT_LIST_DIR}/duckdb_rows.cpp)
target_link_libraries(engine_bench PRIVATE engine_bench_rows SQLite::SQLite3 ${CMAKE_DL_LIBS})

# Instructions instead of time (./dev counts): only where valgrind's header is.
find_path(VALGRIND_INCLUDE_DIR valgrind/callgrind.h)
if(VALGRIND_INCLUDE_DIR)
  add_executable(engine_counts ${CMAKE_CURRENT_LIST_DIR}/engine_counts.cpp)
  target_include_directories(engine_counts SYSTEM PRIVATE ${VALGRIND_INCLUDE_DIR})
  target_link_libraries(engine_counts PRIVATE engine_bench_rows)
endif()
