// Writes a Model as C++ source, and as the service model that AWS's own clients read.
#pragma once

#include <map>
#include <string>

#include "modelc/model.h"

namespace macie_local::modelc {

// Texts of files by their paths under the output folder.
using Files = std::map<std::string, std::string>;

// Returns all files of build/*/gen/model.
Files EmitAll(const Model& model);

// These are the parts of EmitAll. Each adds the files that stand behind it.
void EmitTypes(const Model& model, Files* files);       // types/<family>.h
void EmitTables(const Model& model, Files* files);      // tables/<family>.cpp
void EmitOperations(const Model& model, Files* files);  // operations.*, routes.cpp, handlers/*, dispatch.inc
void EmitConstants(const Model& model, Files* files);   // errors.h, quotas.h, managed_data_identifiers.*

// Returns macie2/<api version>/service-2.json and paginators-1.json, as botocore reads them below AWS_DATA_PATH. They
// hold facts only, and nothing of the overlay.
Files EmitClientModel(const Model& model);

// Returns `name` as a C++ identifier: characters that no identifier has become '_', keywords get a '_' behind.
std::string Identifier(const std::string& name);
// Returns the C++ type of a value.
std::string CppType(const Type& type);
// Returns the C++ type of a member of the type, which is spelled `cpp_type`: that itself when it is required, an
// optional of it when it is not.
std::string HolderOf(const Type& type, bool required, const std::string& cpp_type);
// Returns `text` as a C++ string literal.
std::string Quoted(const std::string& text);
// Returns the name of a constant: "kBucketsPerJob" for "bucketsPerJob".
std::string ConstantName(const std::string& name);

}  // namespace macie_local::modelc
