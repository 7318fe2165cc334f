#include "tail/consumer_file.hpp"

#include <catch2/catch.hpp>

#include <stdlib.h>
#include <sys/stat.h>

#include <fstream>
#include <sstream>
#include <system_error>

#include "tail/progress_keeper.hpp"

namespace cancel::tail {
namespace {

class Folder {
 public:
  Folder() { path_ = mkdtemp(name_); }
  ~Folder() { std::filesystem::remove_all(path_); }

  std::filesystem::path consumers() const { return path_ / "state" / "consumers"; }
  std::filesystem::path file(const std::string& name) const { return consumers() / name; }

  void write(const std::string& name, const std::string& content) const {
    std::filesystem::create_directories(consumers());
    std::ofstream(file(name)) << content;
  }

  std::string read(const std::string& name) const {
    std::ostringstream content;
    content << std::ifstream(file(name)).rdbuf();
    return content.str();
  }

 private:
  char name_[32] = "/tmp/cancel-consumer-XXXXXX";
  std::filesystem::path path_;
};

TEST_CASE_METHOD(Folder, "a new consumer is nowhere yet", "[consumer]") {
  const ConsumerFile file(consumers(), "a");
  CHECK_FALSE(file.position());
  CHECK_FALSE(std::filesystem::exists(this->file("a.json")));
}

TEST_CASE_METHOD(Folder, "a consumer is where it was saved last", "[consumer]") {
  {
    ConsumerFile file(consumers(), "a");
    file.save({"log-1", 7});
    file.save({"log-1", 18'446'744'073'709'551'615u});
  }
  CHECK(ConsumerFile(consumers(), "a").position() == ConsumerPosition{"log-1", 18'446'744'073'709'551'615u});
  CHECK(read("a.json") == "{\"logId\":\"log-1\",\"position\":18446744073709551615}\n");
  CHECK_FALSE(ConsumerFile(consumers(), "b").position());
}

TEST_CASE_METHOD(Folder, "a pipe in the place of a consumer's file holds nobody up", "[consumer]") {
  std::filesystem::create_directories(consumers());
  REQUIRE(mkfifo(file("a.json").c_str(), 0600) == 0);
  CHECK_THROWS_AS(ConsumerFile(consumers(), "a"), DamagedConsumer);
}

TEST_CASE_METHOD(Folder, "what was left of a save that did not end does no harm", "[consumer]") {
  write("a.json.new", "{\"logId\":\"lo");
  ConsumerFile file(consumers(), "a");
  CHECK_FALSE(file.position());
  file.save({"log-1", 1});
  CHECK(read("a.json") == "{\"logId\":\"log-1\",\"position\":1}\n");
}

TEST_CASE_METHOD(Folder, "a damaged file is refused by its name, and left alone", "[consumer]") {
  const std::string content =
      GENERATE(as<std::string>(), "", "{", "[]", "null", R"({"position":1})", R"({"logId":"x"})",
               R"({"logId":"","position":1})", R"({"logId":"x","position":-1})", R"({"logId":"x","position":1.5})",
               R"({"logId":7,"position":1})", "{\"logId\":\"" + std::string(5'000, 'x') + "\",\"position\":1}");
  write("a.json", content);
  CHECK_THROWS_WITH(ConsumerFile(consumers(), "a"),
                    Catch::Contains(file("a.json").string()) && Catch::Contains("damaged"));
  CHECK(read("a.json") == content);
}

TEST_CASE_METHOD(Folder, "one at a time has a consumer", "[consumer]") {
  {
    const ConsumerFile first(consumers(), "a");
    CHECK_THROWS_AS(ConsumerFile(consumers(), "a"), ConsumerInUse);
    CHECK_NOTHROW(ConsumerFile(consumers(), "b"));
  }
  CHECK_NOTHROW(ConsumerFile(consumers(), "a"));
}

TEST_CASE_METHOD(Folder, "a folder that can not be made is said", "[consumer]") {
  write("state", "a file");
  CHECK_THROWS_AS(ConsumerFile(consumers() / "state", "a"), std::system_error);
}

TEST_CASE("names of consumers are names of files", "[consumer]") {
  for (const std::string& name : {std::string("a"), std::string("A-b_c.9"), std::string(64, 'x')}) {
    CHECK(ConsumerFile::is_name(name));
  }
  for (const std::string& name : {std::string(), std::string("a/b"), std::string("a b"), std::string("\u00e4"),
                                  std::string("a\0b", 3), std::string(65, 'x')}) {
    CHECK_FALSE(ConsumerFile::is_name(name));
  }
}

TEST_CASE_METHOD(Folder, "progress is noted when it is saved, and is due at once, then after a while", "[consumer]") {
  ConsumerFile file(consumers(), "a");
  ProgressKeeper progress(file);
  CHECK(progress.is_due());
  progress.save();
  CHECK_FALSE(file.position());  // there is nothing to note
  progress.reached("log-1", 5);
  CHECK_FALSE(progress.is_due());
  CHECK_FALSE(file.position());
  progress.save();
  CHECK(file.position() == ConsumerPosition{"log-1", 5});
  progress.reached("log-2", 0);
  progress.save();
  CHECK(file.position() == ConsumerPosition{"log-2", 0});
}

}  // namespace
}  // namespace cancel::tail
