# The codec against nlohmann/json: no script, the program does it all.
add_executable(codec_bench ${CMAKE_CURRENT_LIST_DIR}/codec_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/bench_rows.cpp
                           ${PROJECT_SOURCE_DIR}/tests/support/sample.cpp)
target_include_directories(codec_bench PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(codec_bench PRIVATE macie_model macie_wire macie_base macie_warnings nlohmann_json::nlohmann_json)
