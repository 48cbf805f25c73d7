/// A database of LMDB's that a test writes.
#pragma once

#include <chrnn/base/error.hpp>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <lmdb.h>

using database_entries = std::vector<std::pair<std::string, std::string>>;

/// Writes key by key into `path`, a folder that is made, or with MDB_NOSUBDIR a file; `table` are the flags of the
/// table.
inline void write_database(std::filesystem::path const& path, database_entries const& entries, unsigned table = 0,
                           unsigned flags = 0) {
    if (!(flags & MDB_NOSUBDIR)) std::filesystem::create_directory(path);
    auto const check = [](int code) {
        if (code != 0) chrnn::fail("LMDB: ", ::mdb_strerror(code));
    };
    MDB_env* all = nullptr;
    MDB_txn* writing = nullptr;
    MDB_dbi into = 0;
    check(::mdb_env_create(&all));
    check(::mdb_env_set_mapsize(all, 1 << 22));
    check(::mdb_env_open(all, path.c_str(), flags, 0644));
    check(::mdb_txn_begin(all, nullptr, 0, &writing));
    check(::mdb_dbi_open(writing, nullptr, table, &into));
    for (auto [key, value] : entries) {
        MDB_val name{key.size(), key.data()}, what{value.size(), value.data()};
        check(::mdb_put(writing, into, &name, &what, 0));
    }
    check(::mdb_txn_commit(writing));
    ::mdb_env_close(all);
}
