//! `wrangler.toml`, as far as a deployment depends on it.

use toml::{Table, Value};

use crate::error::{Error, Result};
use crate::paths;

/// The whole file.
#[derive(Debug)]
pub struct Configuration(Table);

/// One environment of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// As `--env` names it.
    pub name: String,
    /// The Worker's name.
    pub worker: String,
    /// The database's name.
    pub database: String,
    /// The names of all queues, in the order in which they are made.
    pub queues: Vec<String>,
    /// The variables that are not blank.
    pub variables: Vec<String>,
}

impl Configuration {
    /// Reads it.
    ///
    /// # Errors
    /// It is not there, or no TOML.
    pub fn read() -> Result<Self> {
        let path = paths::root().join("wrangler.toml");
        let text = std::fs::read_to_string(&path).map_err(Error::file(&path))?;
        let table = text.parse::<Table>().map_err(|why| Error::Usage {
            what: format!("wrangler.toml is no TOML: {why}"),
        })?;
        Ok(Self(table))
    }

    /// The names of the environments.
    pub fn environments(&self) -> Vec<String> {
        let of = self.0.get("env").and_then(Value::as_table);
        of.into_iter().flat_map(Table::keys).cloned().collect()
    }

    /// What stands before the environments: what local development runs.
    pub fn top(&self) -> Environment {
        of("", &self.0)
    }

    /// The environment of this name.
    ///
    /// # Errors
    /// There is none.
    pub fn environment(&self, name: &str) -> Result<Environment> {
        let table = self.0.get("env").and_then(|all| all.get(name));
        match table.and_then(Value::as_table) {
            Some(table) => Ok(of(name, table)),
            None => Err(Error::Usage {
                what: format!(
                    "wrangler.toml has no environment {name}; known: {}.",
                    self.environments().join(", ")
                ),
            }),
        }
    }

    /// The settings of this name, of the environment or, for none, of the top; each as TOML writes it.
    pub fn section(&self, environment: Option<&str>, name: &str) -> Option<&Value> {
        match environment {
            None => self.0.get(name),
            Some(environment) => self.0.get("env")?.get(environment)?.get(name),
        }
    }
}

fn of(name: &str, table: &Table) -> Environment {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    let first = |list: &str| table.get(list).and_then(|list| list.get(0));
    let consumers = table.get("queues").and_then(|it| it.get("consumers"));
    let consumers = consumers.and_then(Value::as_array).into_iter().flatten();
    let variables = table
        .get("vars")
        .and_then(Value::as_table)
        .into_iter()
        .flatten();
    Environment {
        name: name.to_owned(),
        worker: text(table.get("name")),
        database: text(first("d1_databases").and_then(|it| it.get("database_name"))),
        queues: consumers.map(|one| text(one.get("queue"))).collect(),
        variables: variables
            .filter(|(_, value)| value.as_str().is_some_and(|it| !it.is_empty()))
            .map(|(name, _)| name.clone())
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// wrangler inherits no binding: what an environment forgets, its Worker does not have.
    #[test]
    fn each_environment_has_all_that_local_development_has_under_names_of_its_own() {
        let configuration = Configuration::read().unwrap();
        let environments = configuration.environments();
        assert_eq!(environments, ["dev", "production"]);
        let top = configuration.top();
        assert!(top.queues.len() >= 4, "{top:?}");
        for (name, prefix) in [("production", "mitto-sms"), ("dev", "mitto-sms-dev")] {
            let here = configuration.environment(name).unwrap();
            assert_eq!(
                (here.worker.as_str(), here.database.as_str()),
                (prefix, prefix)
            );
            let renamed = |text: String| text.replace("mitto-sms", prefix);
            for section in ["d1_databases", "kv_namespaces", "queues"] {
                let said = |environment| {
                    let section = configuration.section(environment, section);
                    section.map(ToString::to_string).unwrap_or_default()
                };
                assert_eq!(said(Some(name)), renamed(said(None)), "{section} of {name}");
            }
            let variables = |environment| {
                let vars = configuration.section(environment, "vars");
                let vars = vars.and_then(Value::as_table).unwrap();
                vars.keys().cloned().collect::<Vec<_>>()
            };
            assert_eq!(variables(Some(name)), variables(None));
        }
    }

    #[test]
    fn an_environment_that_is_not_there_is_told_with_those_that_are() {
        let why = Configuration::read().unwrap().environment("staging");
        let why = why.unwrap_err().to_string();
        assert!(
            why.contains("no environment staging; known: dev, production."),
            "{why}"
        );
    }
}
