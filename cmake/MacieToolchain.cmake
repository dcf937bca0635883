# Language level, warnings, sanitizers, ccache and the outside libraries, found once.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

set(MACIE_SANITIZE "" CACHE STRING "Sanitizers to build with, as -fsanitize= takes them")
option(MACIE_WERROR "Treat warnings as errors" ON)
option(MACIE_FUZZ "Build the libFuzzer targets (clang only)" OFF)

find_program(MACIE_CCACHE ccache)
if(MACIE_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${MACIE_CCACHE})
endif()

if(MACIE_SANITIZE)
  add_compile_options(-fsanitize=${MACIE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${MACIE_SANITIZE})
  if(MACIE_SANITIZE MATCHES thread)
    # g++ warns that it cannot see through Asio's own fences (-Wtsan).
    add_compile_definitions(BOOST_ASIO_DISABLE_FENCED_BLOCK)
  endif()
endif()

# clang's -Wconversion has -Wsign-conversion in it, g++'s has not.
# -Wmaybe-uninitialized is off: with -O2, g++ 12 reports the payload of empty std::optionals as used.
add_library(macie_warnings INTERFACE)
target_compile_options(macie_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
  $<$<CXX_COMPILER_ID:Clang>:-Wno-sign-conversion>
  $<$<BOOL:${MACIE_WERROR}>:-Werror>)

find_package(Threads REQUIRED)
find_package(SQLite3 3.35 REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(spdlog REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(RE2 REQUIRED)
find_package(ZLIB REQUIRED)
find_package(Codecs REQUIRED)
find_package(QPDF REQUIRED)
find_package(Boost 1.81 REQUIRED)

# macie_local/version.h, for those who say the version. The header is public, and installed with the others.
set(MACIE_VERSION_INCLUDE ${PROJECT_BINARY_DIR}/gen/version)
configure_file(${CMAKE_CURRENT_LIST_DIR}/version.h.in ${MACIE_VERSION_INCLUDE}/macie_local/version.h @ONLY)
add_library(macie_version INTERFACE)
target_include_directories(macie_version INTERFACE ${MACIE_VERSION_INCLUDE})

# Boost.Beast and Asio compiled once: the macros must be seen by every file that includes Boost. Outside Debug its
# assertions throw (http/boost_impl.cpp, ADR 9).
add_library(macie_boost INTERFACE)
target_compile_definitions(macie_boost INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_BEAST_SEPARATE_COMPILATION
  $<$<NOT:$<CONFIG:Debug>>:BOOST_ENABLE_ASSERT_HANDLER>)
target_link_libraries(macie_boost INTERFACE Boost::headers Threads::Threads)
