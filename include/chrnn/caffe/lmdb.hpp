/// A key-value database of LMDB's, opened to be read.
#pragma once

#include <chrnn/base/config.hpp>
#include <chrnn/base/error.hpp>
#include <chrnn/base/in_quotes.hpp>

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <system_error>

#include <lmdb.h>

namespace chrnn::CHRNN_ABI::detail {

/// May be read by several threads at once. Takes no locks, so that a folder without rights to write will do and one may
/// be opened twice; in return nobody may write to it meanwhile. LMDB trusts what is in its files.
class lmdb {
  public:
    /// Opens a folder that holds `data.mdb`, or that file itself. Throws an error that names it when it is missing, cut
    /// short, or no database of LMDB's.
    explicit lmdb(std::filesystem::path path) : path_(std::move(path)) {
        std::error_code problem;
        bool const folder = std::filesystem::is_directory(path_, problem);
        std::filesystem::path const file = folder ? path_ / "data.mdb" : path_;
        auto const bytes = std::filesystem::file_size(file, problem);
        if (problem) refuse(problem.message());
        MDB_env* made = nullptr;
        check(::mdb_env_create(&made));
        all_.reset(made);
        check(::mdb_env_open(made, path_.c_str(), MDB_RDONLY | MDB_NOLOCK | (folder ? 0u : unsigned{MDB_NOSUBDIR}), 0));
        MDB_envinfo info{};
        MDB_stat pages{};
        check(::mdb_env_info(made, &info));
        check(::mdb_env_stat(made, &pages));
        if (info.me_last_pgno >= bytes / pages.ms_psize)
            refuse("it is cut short: it has ", bytes, " bytes, but ", info.me_last_pgno + 1, " pages of ",
                   pages.ms_psize);
        transaction reading = begin();
        check(::mdb_dbi_open(reading.get(), nullptr, 0, &table_));
        check(::mdb_txn_commit(reading.release())); // or the table would be closed
    }

    /// `act(key, value)` for every entry, in the order of the database.
    template <class Act>
    void each(Act const& act) const {
        transaction const reading = begin();
        MDB_cursor* made = nullptr;
        check(::mdb_cursor_open(reading.get(), table_, &made));
        std::unique_ptr<MDB_cursor, decltype(&::mdb_cursor_close)> const cursor(made, ::mdb_cursor_close);
        MDB_val key{}, value{};
        int code = ::mdb_cursor_get(made, &key, &value, MDB_FIRST);
        for (; code == 0; code = ::mdb_cursor_get(made, &key, &value, MDB_NEXT)) act(text(key), bytes(value));
        if (code != MDB_NOTFOUND) check(code);
    }
    /// What `act(value)` makes of the entry of this key. Throws if there is none.
    template <class Act>
    auto with(std::string const& key, Act const& act) const {
        transaction const reading = begin();
        MDB_val name{key.size(), const_cast<char*>(key.data())}, value{};
        check(::mdb_get(reading.get(), table_, &name, &value));
        return act(bytes(value));
    }

    std::filesystem::path const& path() const { return path_; }

    /// Throws `error`: "cannot read '<path>': " and the reason.
    template <class... Reason>
    [[noreturn]] void refuse(Reason const&... reason) const {
        fail("cannot read ", in_quotes(path_.native()), ": ", reason...);
    }

  private:
    using transaction = std::unique_ptr<MDB_txn, decltype(&::mdb_txn_abort)>;

    transaction begin() const {
        MDB_txn* made = nullptr;
        check(::mdb_txn_begin(all_.get(), nullptr, MDB_RDONLY, &made));
        return {made, ::mdb_txn_abort};
    }
    void check(int code) const {
        if (code != 0) refuse(::mdb_strerror(code));
    }
    static std::string text(MDB_val const& from) { return {static_cast<char const*>(from.mv_data), from.mv_size}; }
    static std::span<std::byte const> bytes(MDB_val const& from) {
        return {static_cast<std::byte const*>(from.mv_data), from.mv_size};
    }

    std::filesystem::path path_;
    std::unique_ptr<MDB_env, decltype(&::mdb_env_close)> all_{nullptr, ::mdb_env_close};
    MDB_dbi table_ = 0;
};

} // namespace chrnn::CHRNN_ABI::detail
