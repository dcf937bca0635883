# The CTest entry `embedding`: run.cmake installs this build and builds the project beside this file against it. The
# program there has the entry's name, so that GoogleTest's report counts its tests as this entry's.
if(MACIE_INSTALL)
  add_test(NAME embedding COMMAND ${CMAKE_COMMAND}
    -D build_dir=${PROJECT_BINARY_DIR}
    -D generator=${CMAKE_GENERATOR}
    -D compiler=${CMAKE_CXX_COMPILER}
    -D launcher=${CMAKE_CXX_COMPILER_LAUNCHER}
    -D sanitize=${MACIE_SANITIZE}
    -P ${CMAKE_CURRENT_LIST_DIR}/run.cmake)
  set_tests_properties(embedding PROPERTIES LABELS embedding)
endif()
