// Writes a Model as C++ source, and as the service model that AWS's own clients read.
#pragma once

#include <map>
#include <string>

#include "modelc/model.h"

namespace macie_local::modelc {

// Path under the output folder -> text.
using Files = std::map<std::string, std::string>;

// Everything of build/*/gen/model.
Files EmitAll(const Model& model);

// The parts of it.
void EmitTypes(const Model& model, Files* files);       // types/<family>.h
void EmitTables(const Model& model, Files* files);      // tables/<family>.cpp
void EmitOperations(const Model& model, Files* files);  // operations.*, routes.cpp, handlers/*, dispatch.inc
void EmitConstants(const Model& model, Files* files);   // errors.h, quotas.h, managed_data_identifiers.*

// macie2/<api version>/service-2.json and paginators-1.json, as botocore reads them below AWS_DATA_PATH. Facts only:
// nothing of the overlay is in it.
Files EmitClientModel(const Model& model);

// Names.
std::string Identifier(const std::string& name);  // characters no identifier has -> '_', keywords get a '_' behind
std::string CppType(const Type& type);
std::string HolderOf(const Type& type, const std::string& cpp_type);  // the optional that a member of the type is
std::string Quoted(const std::string& text);                          // a C++ string literal
std::string ConstantName(const std::string& name);                    // "bucketsPerJob" -> "kBucketsPerJob"

}  // namespace macie_local::modelc
