#include "top/action.hpp"

#include <algorithm>

namespace cancel::top {

namespace {

struct Binding {
  Key key;
  Action action;
};

const std::vector<Binding>& bindings() {
  static const std::vector<Binding> all{{Special::up, Action::up},
                                        {U'k', Action::up},
                                        {control('P'), Action::up},
                                        {Special::down, Action::down},
                                        {U'j', Action::down},
                                        {control('N'), Action::down},
                                        {Special::page_up, Action::page_up},
                                        {control('B'), Action::page_up},
                                        {Special::page_down, Action::page_down},
                                        {control('F'), Action::page_down},
                                        {U' ', Action::page_down},
                                        {Special::home, Action::home},
                                        {U'g', Action::home},
                                        {Special::end, Action::end},
                                        {U'G', Action::end},
                                        {Special::tab, Action::next_pane},
                                        {Special::right, Action::next_pane},
                                        {Special::back_tab, Action::previous_pane},
                                        {Special::left, Action::previous_pane},
                                        {U's', Action::sort_next},
                                        {U'>', Action::sort_next},
                                        {U'<', Action::sort_previous},
                                        {U'r', Action::reverse},
                                        {U'/', Action::filter},
                                        {Special::enter, Action::open},
                                        {U'c', Action::cancel},
                                        {U'C', Action::force},
                                        {U'f', Action::force},
                                        {U'p', Action::pause},
                                        {U'h', Action::help},
                                        {U'?', Action::help},
                                        {Special::help, Action::help},
                                        {control('L'), Action::redraw},
                                        {Special::redraw, Action::redraw},
                                        {Special::escape, Action::back},
                                        {Special::backspace, Action::back},
                                        {U'q', Action::quit}};
  return all;
}

}  // namespace

std::optional<Action> action_of(const Key& key) {
  const auto& all = bindings();
  const auto found = std::find_if(all.begin(), all.end(), [&](const Binding& binding) { return binding.key == key; });
  if (found == all.end()) return std::nullopt;
  return found->action;
}

const std::vector<KeyHelp>& key_help() {
  static const std::vector<KeyHelp> all{
      {"Up Down, k j", "select the line above, below"},
      {"PgUp PgDn, Home End", "a page up or down, the first, the last"},
      {"Tab, Left Right", "go to another list: running, being cancelled, recent"},
      {"Enter", "look at the token: history, parents, what runs under it"},
      {"Esc, q", "back from there"},
      {"s or >, <", "sort by the next column, the one before"},
      {"r", "the other way round"},
      {"/", "filter: text, tool: ns: session: cause: state: and ! (not)"},
      {"Esc", "on the lists: without the filter"},
      {"c", "cancel the selected one gracefully; asks for a reason"},
      {"C or f", "cancel it by force: it has to stop at once"},
      {"p", "pause: nothing moves until the next p"},
      {"Ctrl-L", "draw the screen anew"},
      {"h or ?", "this page"},
      {"q, Ctrl-C", "quit"},
  };
  return all;
}

}  // namespace cancel::top
