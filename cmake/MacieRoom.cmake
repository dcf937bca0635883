# macie_rooms(<variable> [<folder>])
# Sets the variable to the folders of src that cmake/rooms.txt names, lowest first, or to the rooms in one of them.
function(macie_rooms variable)
  set(file ${PROJECT_SOURCE_DIR}/cmake/rooms.txt)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
  file(STRINGS ${file} rooms REGEX "^[a-z0-9_/]+:")
  list(TRANSFORM rooms REPLACE ":.*" "")
  if(ARGC GREATER 1)
    list(FILTER rooms INCLUDE REGEX "^${ARGV1}/")
    list(TRANSFORM rooms REPLACE "^${ARGV1}/" "")
  else()
    list(TRANSFORM rooms REPLACE "/.*" "")
    list(REMOVE_DUPLICATES rooms)
  endif()
  set(${variable} ${rooms} PARENT_SCOPE)
endfunction()

# macie_room(<name> SOURCES <files...> [ROOMS <rooms...>] [LIBS <outside libraries...>])
# The only way to make a library target: the room's folder is not an include path of its own, files are included as
# "room/file.h", and ROOMS are linked PUBLIC, so CMake itself holds the order of cmake/rooms.txt.
function(macie_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;ROOMS;LIBS" ${ARGN})
  add_library(macie_${name} STATIC ${ROOM_SOURCES})
  set_property(GLOBAL APPEND PROPERTY MACIE_ROOMS ${name})
  target_include_directories(macie_${name} PUBLIC ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/include)
  target_link_libraries(macie_${name} PRIVATE macie_warnings ${ROOM_LIBS})
  foreach(other ${ROOM_ROOMS})
    target_link_libraries(macie_${name} PUBLIC macie_${other})
  endforeach()
endfunction()

# macie_test(<name> SOURCES <files...> [ROOMS <rooms...>] [LIBS <libraries...>] [LABELS <labels...>])
# One GoogleTest binary and one CTest entry.
function(macie_test name)
  cmake_parse_arguments(TEST "" "" "SOURCES;ROOMS;LIBS;LABELS" ${ARGN})
  add_executable(${name} ${TEST_SOURCES})
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${name} PRIVATE macie_warnings GTest::gtest GTest::gtest_main ${TEST_LIBS})
  foreach(other ${TEST_ROOMS})
    target_link_libraries(${name} PRIVATE macie_${other})
  endforeach()
  target_compile_definitions(${name} PRIVATE MACIE_SOURCE_DIR="${PROJECT_SOURCE_DIR}" MACIE_BUILD_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  if(TEST_LABELS)
    set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
  endif()
endfunction()

# What reads the sources without compiling them (clang-tidy) builds this one target first.
add_custom_target(generated_sources)

# macie_generated(<name> STAMP <file> FILES <files...> BY <generator and its arguments...> DEPENDS <inputs...>)
# The only way to generate sources. The stamp is the output and the files are by-products: a generator leaves unchanged
# files alone, and Ninja looks at them again afterwards, so that a change builds only what it reached. Who compiles the
# files lists the stamp among its sources.
function(macie_generated name)
  cmake_parse_arguments(GENERATED "" "STAMP" "FILES;BY;DEPENDS" ${ARGN})
  list(GET GENERATED_BY 0 generator)
  add_custom_command(
    OUTPUT ${GENERATED_STAMP}
    BYPRODUCTS ${GENERATED_FILES}
    COMMAND ${GENERATED_BY}
    COMMAND ${CMAKE_COMMAND} -E touch ${GENERATED_STAMP}
    DEPENDS ${generator} ${GENERATED_DEPENDS}
    COMMENT "Generating the sources of ${name}"
    VERBATIM)
  add_custom_target(generated_${name} DEPENDS ${GENERATED_STAMP})
  add_dependencies(generated_sources generated_${name})
endfunction()
