//! From the tables of a workbook to a guide: the sheets in their order, then the tree of groups, repeats and loops.

use std::collections::HashMap;

use super::{
    Workbook,
    choices::{self, Lists},
    columns::{CHOICES, SETTINGS, SURVEY},
    languages::Languages,
    logic, names,
    outline::{self, Node},
    problems::Problems,
    references::Names,
    settings::Settings,
    sheets::{self, Sheets},
    table::{Cell, Row, Table},
    translations,
    types::Block,
};
use crate::{
    guide::{Choice, Group, Guide, Item, Kind, NodeKey, Repeat, Text, check},
    problem::{Place, Problem},
};

/// Loops inside loops multiply; a guide with more questions than this is a mistake.
const MAX_ITEMS: usize = 20_000;

/// What a group cannot have an effect with.
const NOT_FOR_SECTIONS: [&str; 14] = [
    "constraint",
    "constraint_message",
    "required",
    "required_message",
    "read_only",
    "calculation",
    "default",
    "trigger",
    "choice_filter",
    "guidance_hint",
    "guidance_say",
    "guidance_probes",
    "guidance_anchors",
    "guidance_why",
];

pub(super) fn guide(workbook: &Workbook, form_name: &str, problems: &mut Problems) -> Option<Guide> {
    let Sheets { survey, choices, settings } = sheets::find(workbook, problems);
    let settings_table = settings.map(|sheet| Table::read(sheet, &SETTINGS, problems));
    let settings = Settings::read(settings_table.as_ref(), form_name, problems);
    let choices_table = choices.map(|sheet| Table::read(sheet, &CHOICES, problems));
    let choices_table = choices_table.as_ref().filter(|table| table.rows().next().is_some());
    let survey = Table::read(survey?, &SURVEY, problems);
    let tables: Vec<&Table<'_>> = [Some(&survey), choices_table].into_iter().flatten().collect();
    for table in tables.iter().copied().chain(settings_table.as_ref()) {
        if let Some((row, value)) = table.strays().next() {
            let place = Place { row: Some(row), ..table.header_place(None) };
            problems.push(Problem::warning("header_missing", place).with("value", value));
        }
    }
    let languages = Languages::of(&tables, settings.default_language.as_deref(), problems);
    for table in &tables {
        translations::check(table, &languages, problems);
    }
    let lists =
        choices_table.map_or_else(Lists::new, |table| choices::read(table, &settings, &languages, problems));
    let (nodes, left_out) = outline::read(&survey, problems);
    let names = outline::names((&nodes, &left_out), &lists, &languages, &settings.root, problems);
    if let Some(table) = choices_table {
        choices::check_references(table, &names, problems);
    }
    let mut builder = Builder {
        workbook,
        has_choices: choices_table.is_some(),
        lists: &lists,
        languages: &languages,
        names: &names,
        problems,
        around: Vec::new(),
        place: NodeKey::root(),
        rows: HashMap::new(),
        made: 0,
    };
    let items = builder.items(&nodes);
    let rows = builder.rows;
    let mut lists = lists;
    for choice in lists.values_mut().flatten() {
        choice.label.0.values_mut().for_each(|words| names.without_left_out(words));
    }
    if survey.rows().next().is_none() && survey.has("type") {
        problems.push(Problem::warning("survey_empty", survey.header_place(None)));
    }
    let instance_name =
        settings.row.and_then(|row| logic::expression(row, "instance_name", &names, problems));
    let or = |text: &str, other: &str| if text.is_empty() { other } else { text }.to_owned();
    let form_id = or(settings.text("form_id"), &settings.root);
    let mut title = settings.row.map(|row| languages.text(row, "form_title")).unwrap_or_default();
    if title.is_empty() {
        title = Text::plain(&form_id);
    }
    let version = settings.text("version").to_owned();
    let purpose = settings.purpose;
    let languages = languages.keys;
    let guide = Guide {
        title,
        form_id,
        version,
        purpose,
        languages,
        items,
        lists,
        instance_name,
        ..Guide::default()
    };
    check_meaning(&guide, &rows, problems);
    Some(guide)
}

/// What only the whole guide tells, each at the row it concerns. With mistakes of another kind it would tell nonsense.
fn check_meaning(guide: &Guide, rows: &HashMap<NodeKey, Row<'_>>, problems: &mut Problems) {
    if !problems.are_mild() {
        return;
    }
    for finding in check::meaning(guide, problems.lenience) {
        let place = rows.get(&finding.place).map_or_else(Place::default, |row| row.place(finding.part));
        problems.push(finding.at(place));
    }
}

/// Makes items of rows, telling what is wrong on the way.
pub(super) struct Builder<'a, 't> {
    pub(super) workbook: &'a Workbook,
    pub(super) has_choices: bool,
    pub(super) lists: &'a Lists,
    pub(super) languages: &'a Languages,
    pub(super) names: &'a Names<'t>,
    pub(super) problems: &'a mut Problems,
    /// The choices for which the loops around are being read, the innermost last.
    pub(super) around: Vec<&'a Choice>,
    /// The section whose items are being made.
    place: NodeKey,
    /// The row of every item.
    rows: HashMap<NodeKey, Row<'t>>,
    pub(super) made: usize,
}

impl<'a, 't> Builder<'a, 't> {
    fn items(&mut self, nodes: &'t [Node<'t>]) -> Vec<Item> {
        let mut items = Vec::new();
        for node in nodes {
            self.made += 1;
            if self.made > MAX_ITEMS {
                self.problems.push(
                    Problem::error("too_many_questions", node.row().place("type")).with("limit", MAX_ITEMS),
                );
                break;
            }
            let key = self.place.child(node.name());
            self.rows.insert(key.clone(), node.row());
            match node {
                Node::Question { row, name, ask } => items.push(self.question(*row, name, ask)),
                Node::Section { row, name, block, children } => {
                    let above = std::mem::replace(&mut self.place, key);
                    items.push(self.section(*row, name, block, children));
                    self.place = above;
                }
            }
        }
        items
    }

    fn section(&mut self, row: Row<'t>, name: &str, block: &Block, children: &'t [Node<'t>]) -> Item {
        self.check_texts(row);
        self.check_section(row, name, children);
        let group = Group {
            name: name.to_owned(),
            label: self.text(row, "label"),
            hint: self.text(row, "hint"),
            relevant: logic::expression(row, "relevant", self.names, self.problems),
            appearance: self.appearance(row),
            items: Vec::new(),
        };
        match block {
            Block::Group => Item::Group(Group { items: self.items(children), ..group }),
            Block::Repeat => {
                if group.label.is_empty() {
                    self.warning(row, "repeat_label_missing", "label", name);
                }
                let count = logic::expression(row, "repeat_count", self.names, self.problems);
                Item::Repeat(Repeat { group: Group { items: self.items(children), ..group }, count })
            }
            Block::Loop(list) => Item::Group(Group { items: self.looped(row, list, children), ..group }),
        }
    }

    /// A group for each choice of the list, with the choice's words in the texts.
    fn looped(&mut self, row: Row<'t>, list: &str, children: &'t [Node<'t>]) -> Vec<Item> {
        let Some(cell) = row.cell("type") else { return Vec::new() };
        if list.is_empty() {
            self.problems.push(cell.error("loop_without_list"));
        } else {
            self.known_list(&cell, list);
        }
        let lists = self.lists;
        let mut groups = Vec::new();
        for choice in lists.get(list).into_iter().flatten() {
            if !names::is_name(&choice.name) {
                let problem = cell.error("loop_choice_name_invalid").with("name", &choice.name);
                self.problems.push(problem.with("list", list));
            }
            if self.made > MAX_ITEMS {
                break;
            }
            self.around.push(choice);
            let key = self.place.child(&choice.name);
            let above = std::mem::replace(&mut self.place, key);
            let items = self.items(children);
            self.place = above;
            self.around.pop();
            let (name, label) = (choice.name.clone(), choice.label.clone());
            groups.push(Item::Group(Group { name, label, items, ..Group::default() }));
        }
        groups
    }

    fn check_section(&mut self, row: Row<'t>, name: &str, children: &[Node<'_>]) {
        if children.is_empty() {
            self.warning(row, "section_empty", "type", name);
        }
        for cell in NOT_FOR_SECTIONS.into_iter().flat_map(|key| row.cells_of(key)) {
            self.names.check(&cell, self.problems);
            self.problems.push(cell.warning("cell_without_effect"));
        }
        if !row.text("appearance").split_whitespace().any(|word| word == "table-list") {
            return;
        }
        let mut first: Option<&str> = None;
        for node in children {
            let Node::Question { row, ask, .. } = node else { continue };
            let Some(list) = ask.kind.list().filter(|_| !matches!(ask.kind, Kind::Rank { .. })) else {
                continue;
            };
            if *first.get_or_insert(list) != list {
                let problem = Problem::error("table_list_differs", row.place("type")).with("list", list);
                self.problems.push(problem.with("first", first.unwrap_or_default()));
            }
        }
    }

    pub(super) fn known_list(&mut self, cell: &Cell<'_>, list: &str) {
        if self.lists.contains_key(list) {
            return;
        }
        let problem = if self.has_choices {
            self.problems.suggest(
                cell.error("list_unknown"),
                "list",
                list,
                self.lists.keys().map(String::as_str),
            )
        } else {
            sheets::missing(self.workbook, "choices", cell.place())
        };
        self.problems.push(problem);
    }

    /// The words of an appearance. What asks for another program or for external data is told.
    pub(super) fn appearance(&mut self, row: Row<'t>) -> Vec<String> {
        let Some(cell) = row.cell("appearance") else { return Vec::new() };
        self.names.check(&cell, self.problems);
        if cell.text.contains("search(") {
            self.problems.push(cell.error("out_of_scope").with("what", "search()"));
            return Vec::new();
        }
        if cell.text.starts_with("ex:") || cell.text.contains("printer:") {
            self.problems.push(cell.warning("appearance_ignored").with("appearance", cell.text));
            return Vec::new();
        }
        cell.text.split_whitespace().map(str::to_owned).collect()
    }

    /// A text of a row; inside a loop `%(label)s` and `%(name)s` stand for those of the choice.
    pub(super) fn text(&self, row: Row<'t>, key: &str) -> Text {
        let mut text = self.languages.text(row, key);
        text.0.values_mut().for_each(|words| self.names.without_left_out(words));
        let Some(choice) = self.around.last() else { return text };
        for (language, words) in &mut text.0 {
            let label = choice.label.0.get(language).or_else(|| choice.label.0.values().next());
            let label = label.unwrap_or(&choice.name);
            *words = words.replace("%(label)s", label).replace("%(name)s", &choice.name);
        }
        text
    }

    pub(super) fn error(&mut self, row: Row<'_>, code: &str, column: &str, name: &str) {
        self.problems.push(Problem::error(code, row.place(column)).with("name", name));
    }

    pub(super) fn warning(&mut self, row: Row<'_>, code: &str, column: &str, name: &str) {
        self.problems.push(Problem::warning(code, row.place(column)).with("name", name));
    }
}
