DROP TABLE neighbourhood_imports;
