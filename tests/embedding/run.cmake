# Installs the build in build_dir into a new prefix below it, builds the project in this folder against that, runs it.
set(here ${CMAKE_CURRENT_LIST_DIR})
set(work ${build_dir}/embedding)
set(prefix ${work}/prefix)

# Runs a command; when it fails, says which step it was and everything that it printed.
function(step what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "cannot ${what} (${status}):\n${output}")
  endif()
endfunction()

# The page shows these files whole.
file(READ ${here}/../../docs/embedding.md page)
foreach(file CMakeLists.txt embedding_test.cpp)
  file(READ ${here}/${file} text)
  string(FIND "${page}" "\n${text}```" found)
  if(found EQUAL -1)
    message(FATAL_ERROR "docs/embedding.md does not show tests/embedding/${file} as it is")
  endif()
endforeach()

# What an earlier run installed could stand in for what this one no longer does.
file(REMOVE_RECURSE ${work})
set(flags "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror")
if(sanitize)
  string(APPEND flags " -fsanitize=${sanitize}")
endif()
step("install the build" ${CMAKE_COMMAND} --install ${build_dir} --prefix ${prefix})
step("configure the sample" ${CMAKE_COMMAND} -S ${here} -B ${work}/build -G ${generator}
  -D CMAKE_PREFIX_PATH=${prefix} -D CMAKE_CXX_COMPILER=${compiler} -D CMAKE_CXX_COMPILER_LAUNCHER=${launcher}
  -D CMAKE_CXX_FLAGS=${flags})
step("build the sample" ${CMAKE_COMMAND} --build ${work}/build)
step("run the installed program" ${prefix}/bin/macie-local --version)
step("let it look into a file" ${prefix}/bin/macie-local scan ${CMAKE_CURRENT_LIST_FILE})
execute_process(COMMAND ${work}/build/embedding RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the sample's tests failed (${status})")
endif()
