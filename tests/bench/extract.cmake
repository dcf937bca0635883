# Extraction alone, in memory, per format, against what others take for part of it: no script, the program does it all.
add_executable(extract_bench ${CMAKE_CURRENT_LIST_DIR}/extract_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/extract_texts.cpp
                             ${CMAKE_CURRENT_LIST_DIR}/boost_json.cpp)
target_link_libraries(extract_bench PRIVATE macie_extract macie_units macie_base macie_warnings ZLIB::ZLIB Codecs::Codecs)
target_include_directories(extract_bench PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_include_directories(extract_bench SYSTEM PRIVATE ${Boost_INCLUDE_DIRS})
