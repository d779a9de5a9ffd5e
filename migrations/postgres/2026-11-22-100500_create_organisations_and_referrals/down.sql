DROP TABLE referrals;
DROP TABLE consents;
DROP TABLE service_areas;
DROP TABLE services;
DROP TABLE organisations;
