//! `cargo xtask test`: the whole gate, from formatting to the packages of both bindings.

use std::process::ExitCode;

use crate::plan::{self, Step};
use crate::{MISSING, browser, generate, languages, node, python, rust, tools};

const STEPS: &[Step] = &[
    Step::new("format", &[], rust::format),
    Step::new("clippy default", &[], rust::clippy_default),
    Step::new("clippy all", &[], rust::clippy_all),
    Step::new("rust default", &[], rust::tests_default),
    Step::new("rust all features", &[], rust::tests_all),
    Step::new("doc tests", &[], rust::doc_tests),
    Step::new("generated files", &[], generate::check_types),
    Step::new("python packages", &[], python::packages),
    Step::new("python build", &["python packages"], python::build),
    Step::new("python stubs", &["python build"], python::check_stub),
    Step::new("python tests", &["python build"], python::tests),
    Step::new("python types", &["python build"], python::types),
    Step::new("node packages", &[], node::packages),
    Step::new("node build", &["node packages"], node::build_and_check),
    Step::new("node tests", &["node build"], node::tests),
    Step::new("node types", &["node packages"], node::types),
    Step::new("board pages", &[], browser::pages),
    Step::new("board in a browser", &["board pages"], browser::tests),
    Step::new("languages agree", &["rust all features", "python tests", "node tests"], languages::agree),
];

/// Runs the gate, or the steps that `--only` names with all that they need.
pub(crate) fn test(words: &[&str]) -> ExitCode {
    let chosen = match words {
        [] => STEPS.iter().map(Step::name).collect(),
        ["--list"] => {
            STEPS.iter().for_each(|step| println!("{}", step.name()));
            return ExitCode::SUCCESS;
        }
        ["--only", names @ ..] if !names.is_empty() => with_needs(names),
        _ => {
            eprintln!("cargo xtask test [--list] [--only NAME...]");
            return ExitCode::from(MISSING);
        }
    };
    let missing = tools::missing();
    if !missing.is_empty() {
        missing.iter().for_each(|line| eprintln!("{line}"));
        return ExitCode::from(MISSING);
    }
    let steps: Vec<Step> = STEPS.iter().filter(|step| chosen.contains(&step.name())).copied().collect();
    if steps.is_empty() {
        eprintln!("no step of that name; `cargo xtask test --list` shows them");
        return ExitCode::from(MISSING);
    }
    languages::forget();
    plan::run(&steps)
}

/// The steps whose name starts with one of `names`, and what they need.
fn with_needs(names: &[&str]) -> Vec<&'static str> {
    let mut chosen: Vec<&str> =
        STEPS.iter().map(Step::name).filter(|step| names.iter().any(|name| step.starts_with(name))).collect();
    let mut at = 0;
    while let Some(name) = chosen.get(at) {
        let needs = STEPS.iter().find(|step| step.name() == *name).map_or(&[][..], Step::needs);
        let new: Vec<&str> = needs.iter().filter(|need| !chosen.contains(need)).copied().collect();
        chosen.extend(new);
        at += 1;
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_need_is_a_step_before() {
        for (at, step) in STEPS.iter().enumerate() {
            for need in step.needs() {
                assert!(STEPS[..at].iter().any(|before| before.name() == *need), "{} needs {need}", step.name());
            }
        }
    }
}
