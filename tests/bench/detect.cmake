# Detection alone, beside ripgrep with the same keywords and Vectorscan with the same keywords and values, where these are
# installed: Vectorscan when this is built, ripgrep when it runs.
add_executable(detect_bench ${CMAKE_CURRENT_LIST_DIR}/detect_bench.cpp ${CMAKE_CURRENT_LIST_DIR}/detect_custom.cpp
                            ${CMAKE_CURRENT_LIST_DIR}/detect_ripgrep.cpp ${CMAKE_CURRENT_LIST_DIR}/detect_texts.cpp)
target_include_directories(detect_bench PRIVATE ${PROJECT_SOURCE_DIR}/tests)
target_link_libraries(detect_bench PRIVATE macie_detect macie_model macie_pattern macie_units macie_base macie_warnings)
find_library(MACIE_VECTORSCAN hs)
if(MACIE_VECTORSCAN)
  target_sources(detect_bench PRIVATE ${CMAKE_CURRENT_LIST_DIR}/detect_vectorscan.cpp)
  target_compile_definitions(detect_bench PRIVATE MACIE_HAS_VECTORSCAN)
  target_link_libraries(detect_bench PRIVATE ${MACIE_VECTORSCAN})
endif()
