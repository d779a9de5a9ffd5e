DROP TABLE backend_service_assertions;
DROP TABLE backend_service_tokens;
DROP TABLE backend_services;
