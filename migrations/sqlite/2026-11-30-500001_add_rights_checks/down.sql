DROP TABLE rights_checks;
