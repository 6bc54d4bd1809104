//! What is wrong in a workbook, sheet by sheet, where a person can find it.

use domain::{
    language::Language,
    problem::{Place, Problem, Severity},
};
use leptos::prelude::*;

use crate::{
    components::{icon::Icon, section::Section},
    i18n::use_language,
};

/// All problems, grouped by sheet in the workbook's order; what concerns the whole workbook comes first.
#[component]
pub fn Problems(problems: Vec<Problem>) -> impl IntoView {
    let sheet = |(sheet, problems): (Option<String>, Vec<Problem>)| {
        let language = use_language();
        let title = move || match &sheet {
            Some(name) => locales::guide::sheet(language.get(), name),
            None => locales::guide::whole_workbook(language.get()).to_owned(),
        };
        view! {
            <Section title>
                <ul class="entries">
                    {problems.into_iter().map(|problem| view! { <ProblemRow problem /> }).collect_view()}
                </ul>
            </Section>
        }
    };
    by_sheet(problems).into_iter().map(sheet).collect_view()
}

#[component]
fn ProblemRow(problem: Problem) -> impl IntoView {
    let language = use_language();
    let error = problem.severity == Severity::Error;
    let severity = move |language| {
        if error { locales::guide::to_mend(language) } else { locales::guide::to_know(language) }
    };
    let place = problem.place.clone();
    let place = move || place_words(language.get(), &place).map(|words| view! { <span>{words}</span> });
    view! {
        <li class="entry problem" class:problem-error=error>
            <p class="problem-head">
                <Icon name=if error { "circle-alert" } else { "info" } />
                <span class="problem-severity">{move || severity(language.get())}</span>
                {place}
            </p>
            <p>{move || locales::problem(language.get(), &problem)}</p>
        </li>
    }
}

/// `Ligne 12, colonne « relevant »`; `None` when the place is only a sheet.
fn place_words(language: Language, place: &Place) -> Option<String> {
    use locales::guide;
    match (place.row, &place.column) {
        (Some(row), Some(column)) => Some(guide::row_column(language, column, row)),
        (Some(row), None) => Some(guide::row(language, row)),
        (None, Some(column)) => Some(guide::column(language, column)),
        (None, None) => None,
    }
}

fn by_sheet(problems: Vec<Problem>) -> Vec<(Option<String>, Vec<Problem>)> {
    let mut sheets: Vec<(Option<String>, Vec<Problem>)> = Vec::new();
    for problem in problems {
        match sheets.iter_mut().find(|(sheet, _)| *sheet == problem.place.sheet) {
            Some((_, list)) => list.push(problem),
            None => sheets.push((problem.place.sheet.clone(), vec![problem])),
        }
    }
    // What concerns the whole workbook first; a stable sort leaves the sheets as they were found.
    sheets.sort_by_key(|(sheet, _)| sheet.is_some());
    sheets
}

#[cfg(test)]
mod tests {
    use super::by_sheet;
    use domain::problem::{Place, Problem};

    #[test]
    fn groups_by_sheet_and_keeps_the_order() {
        let problem = |code: &str, sheet: Option<&str>| {
            Problem::error(code, Place { sheet: sheet.map(str::to_owned), ..Place::default() })
        };
        let groups = by_sheet(vec![
            problem("a", Some("survey")),
            problem("b", Some("choices")),
            problem("c", None),
            problem("d", Some("survey")),
        ]);
        let shape: Vec<(Option<&str>, Vec<&str>)> = groups
            .iter()
            .map(|(sheet, list)| {
                (sheet.as_deref(), list.iter().map(|problem| problem.code.as_str()).collect())
            })
            .collect();
        assert_eq!(
            shape,
            [(None, vec!["c"]), (Some("survey"), vec!["a", "d"]), (Some("choices"), vec!["b"])]
        );
    }
}
