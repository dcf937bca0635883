# The bucket engine against SQLite and DuckDB: no script, the program does it all.
add_library(engine_bench_rows STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/bench_rows.cpp
                                     ${CMAKE_CURRENT_LIST_DIR}/query_classes.cpp)
target_include_directories(engine_bench_rows PUBLIC ${PROJECT_SOURCE_DIR}/src)
target_link_libraries(engine_bench_rows PUBLIC macie_service_buckets macie_warnings)
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
